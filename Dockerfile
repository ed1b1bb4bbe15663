# Three images from one build: `docker build --target api|workers|migrations .`
# JOB_ENGINE=Quartz where Hangfire's packages cannot be had.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG JOB_ENGINE=Hangfire
ENV JobEngine=$JOB_ENGINE DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 DOTNET_EnableDiagnostics=0
WORKDIR /source

# The packages come in a layer of their own, which changes only with what names them. Restored with the flags of the publish below:
# ahead-of-time code needs a runtime pack of its own.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Domain/*.csproj src/Domain/
COPY src/Infrastructure/*.csproj src/Infrastructure/
COPY src/Api/*.csproj src/Api/
COPY src/Workers/*.csproj src/Workers/
COPY src/Workers.Quartz/*.csproj src/Workers.Quartz/
COPY src/Workers.Hangfire/*.csproj src/Workers.Hangfire/
COPY migrations/*.csproj migrations/
RUN for project in src/Api src/Workers migrations; do \
      dotnet restore $project --use-current-runtime -p:PublishReadyToRun=true || exit; \
    done

COPY src/ src/
COPY migrations/ migrations/
RUN for project in src/Api src/Workers migrations; do \
      dotnet publish $project --no-restore -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
        -o /publish/$(basename $project) || exit; \
    done

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
ENV ASPNETCORE_URLS=http://+:8080 Logging__LogLevel__Microsoft=Warning Logging__LogLevel__Quartz=Warning
EXPOSE 8080
WORKDIR /app

FROM runtime AS migrations
COPY --from=build /publish/migrations .
USER $APP_UID
ENTRYPOINT ["dotnet", "CloudControl.Migrations.dll"]
CMD ["migrate"]

FROM runtime AS workers
# mke2fs formats the droplets' disks, either program those of block volumes.
RUN apt-get update && apt-get install -y --no-install-recommends e2fsprogs xfsprogs && rm -rf /var/lib/apt/lists/*
ENV Storage__Root=/hosts Storage__Images=/images
RUN mkdir /hosts /images && chown "$APP_UID" /hosts /images
VOLUME /hosts /images
COPY --from=build /publish/Workers .
USER $APP_UID
ENTRYPOINT ["dotnet", "CloudControl.Workers.dll"]

FROM runtime AS api
COPY --from=build /publish/Api .
USER $APP_UID
ENTRYPOINT ["dotnet", "CloudControl.Api.dll"]
