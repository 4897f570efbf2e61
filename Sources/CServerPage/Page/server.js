// What the page asks of the server.

let token = sessionStorage.getItem("token") ?? ""

/** Remembers the token until the tab is closed. */
export function setToken(text) {
  token = text
  sessionStorage.setItem("token", text)
}

/** An answer other than success: its status, and the server's own words. */
export class ServerError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

async function ask(path, options = {}) {
  const headers = { ...options.headers }
  if (token) headers.Authorization = `Bearer ${token}`
  let response
  try {
    response = await fetch(path, { ...options, headers })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw new ServerError(0, "The server does not answer.")
  }
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new ServerError(response.status, answer.error ?? response.statusText)
  return answer
}

const post = (path, body, options = {}) => ask(path, { method: "POST", body, ...options })
const bytes = { headers: { "Content-Type": "application/octet-stream" } }
const named = model => (model ? `model=${encodeURIComponent(model)}` : "")

/** The names of the models, each once. */
export const models = async () => [...new Set((await post("/v2/repository/index", "{}")).map(entry => entry.name))]

/** Everything that is read in a picture, each digit with its 28x28 pixels. */
export const read = (picture, model) => post(`/read?pixels=1&${named(model)}`, picture)

/** What the network makes of 28x28 pixels, layer by layer. */
export const look = (pixels, model) => post(`/look?${named(model)}`, pixels, bytes)

/** The kernels of the network's convolutions. */
export const filters = model => ask(`/models/${encodeURIComponent(model)}/filters`)

/** Keeps 28x28 pixels with the right label. */
export const correct = (pixels, label) => post(`/corrections?label=${label}`, pixels, bytes)
