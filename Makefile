.DEFAULT_GOAL := help
.PHONY: help run test test-lvm simulate chaos check golden bench bench-api bench-runs bench-storage format audit migration docker docker-check clean test-clients test-contract

# Should make itself be killed -9, what it started is told to end.
TIED := $(if $(shell command -v setpriv),setpriv --pdeathsig TERM)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the whole cloud in the foreground; Ctrl-C ends it, the data stays
	@exec $(TIED) scripts/run.sh

test: ## every test, from a fresh clone (FILTER=FullyQualifiedName~Scrub runs some)
	@scripts/test.sh $(if $(FILTER),'$(FILTER)')

test-clients: ## packer, Ansible, godo, Libcloud and others, unmodified, against a cloud of their own
	@exec $(TIED) scripts/test-clients.sh

test-contract: ## requests that Specmatic generates from our own document: no answer outside it, no failure
	@exec $(TIED) scripts/test-contract.sh

test-lvm: ## stock LVM looks at the images of SEEDS=100 random histories, user-mode Linux and QEMU (SEED=n plays one again)
	@exec $(TIED) scripts/test-lvm.sh

simulate: ## random histories of a storage host with crashes and faults, for SECONDS_LIMIT=60 (SEED=n replays one)
	@exec $(TIED) scripts/simulate.sh

chaos: ## a cloud whose processes are killed, frozen and cut off for MINUTES=5; every promise is checked (SEED=n repeats the dice)
	@exec $(TIED) scripts/chaos.sh

check: ## formatting, warnings as errors, migrations and model agree, tidiness
	@scripts/check.sh

golden: ## rewrite the golden files; read the diff before you commit it
	@GOLDEN=write scripts/test.sh 'FullyQualifiedName~Golden'
	@git status --short

bench: ## how quickly droplets come and go on a cloud of its own
	@exec $(TIED) scripts/bench.sh

bench-api: ## creates and gets a second beside pgbench's; an account of 100 droplets beside one of 10,000
	@exec $(TIED) scripts/bench-api.sh

bench-runs: ## commit-to-done latency and throughput of an empty run, with 1, 2 and 4 workers
	@exec $(TIED) scripts/bench-runs.sh

bench-storage: ## the data path of a host, beside nbdkit's; a table of targets and what was reached
	@exec $(TIED) scripts/bench-storage.sh

format: ## format the code as `make check` wants it
	@dotnet format CloudControl.sln

audit: ## look for known vulnerabilities in the packages
	@dotnet restore CloudControl.sln --force -p:NuGetAudit=true -p:NuGetAuditMode=all

migration: ## NAME=AddSomething: a new migration for the model's changes
	@test -n "$(NAME)" || { echo 'make migration NAME=AddSomething' >&2; exit 2; }
	@dotnet tool restore
	@dotnet restore tools/EfDesign
	@dotnet ef migrations add '$(NAME)' --project migrations --startup-project tools/EfDesign

docker: ## build the container images (JOB_ENGINE=Quartz where Hangfire cannot be restored)
	@for target in api workers migrations; do docker build --target $$target -t cloudcontrol-$$target $(if $(JOB_ENGINE),--build-arg JOB_ENGINE=$(JOB_ENGINE)) . || exit; done

docker-check: ## build and start the images without Docker, from base images made here (root, minutes, gigabytes)
	@scripts/docker-check.sh

clean: ## build output and remembered choices; never .cloudcontrol/, which holds your data
	@rm -f Directory.Build.local.props
	@find src tests migrations tools -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
