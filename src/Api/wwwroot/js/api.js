// The public API and nothing else: what the panel can do, its owner can do with curl.

const tokenKey = "cloudcontrol.token";
const timeLimitMilliseconds = 15_000;

/** The token, for as long as the tab is open. */
export const session = {
  get token() { return sessionStorage.getItem(tokenKey); },
  keep(token) { sessionStorage.setItem(tokenKey, token); },
  forget() { sessionStorage.removeItem(tokenKey); },
};

/** An answer that is not the wanted one, in words for people. */
export class ApiError extends Error {
  constructor(message, { status = 0, requestId = null, retryAfterSeconds = null } = {}) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const get = async path => (await call("GET", path)).data;

export const post = async (path, body) => (await call("POST", path, body)).data;

export const remove = async path => { await call("DELETE", path); };

/** Destroys a droplet. Whether to scrub is always said; the answer is the destroy action's id. */
export async function destroyDroplet(id, scrub) {
  const { response } = await call("DELETE", `/v2/droplets/${id}?scrub=${scrub}`);
  return new URL(response.headers.get("location"), location.href).pathname.split("/").pop();
}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        Authorization: `Bearer ${session.token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(timeLimitMilliseconds),
    });
  } catch {
    throw new ApiError("The API does not answer.");
  }

  const data = await response.json().catch(() => null);
  if (!response.ok) {
    throw new ApiError(data?.message ?? `The API answered with status ${response.status}.`, {
      status: response.status,
      requestId: data?.request_id ?? response.headers.get("x-request-id"),
      retryAfterSeconds: Number(response.headers.get("retry-after")) || null,
    });
  }
  return { response, data };
}
