// The requests that the page sends to the server.

let token = sessionStorage.getItem("token") ?? ""

/** Whether requests carry a token. */
export const hasToken = () => token !== ""

/** Keeps the token until the tab is closed. */
export function setToken(text) {
  token = text
  sessionStorage.setItem("token", text)
}

/** An error response: its status, and the message of the server. */
export class ServerError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** Sends a request with the token, and returns the response. */
export async function request(path, options = {}) {
  const headers = { ...options.headers }
  if (token) headers.Authorization = `Bearer ${token}`
  let response
  try {
    response = await fetch(path, { ...options, headers })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw new ServerError(0, "The server does not respond.")
  }
  if (response.ok) return response
  const answer = await response.json().catch(() => ({}))
  throw new ServerError(response.status, answer.error ?? response.statusText)
}

const ask = async (path, options) => (await request(path, options)).json().catch(() => ({}))

const post = (path, body, options = {}) => ask(path, { method: "POST", body, ...options })
const bytes = { headers: { "Content-Type": "application/octet-stream" } }
const named = model => (model ? `model=${encodeURIComponent(model)}` : "")

/** Returns the names of the models, each once. */
export const models = async () => [...new Set((await post("/v2/repository/index", "{}")).map(entry => entry.name))]

/**
 * Reads all numbers in a picture; each digit comes with its 28x28 pixels.
 * @param known what is known about the numbers: texts for any of length, pattern and checksum
 * @param page the page of a document, from 1
 */
export function read(picture, known = {}, page = 1) {
  const parameters = Object.entries({ ...known, page }).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
  return post(`/read?pixels=1${parameters.join("")}`, picture)
}

/** Returns a page of a document, or a picture of a kind that browsers do not show, as a PNG file. */
export const pagePicture = async (picture, page = 1) =>
  (await request(`/picture?page=${page}`, { method: "POST", body: picture })).blob()

/** Returns the output of each layer for one digit: 28x28 bytes, or an image file. */
export const look = (picture, model) => post(`/look?${named(model)}`, picture, bytes)

/** Returns the kernels of the network's convolutions. */
export const filters = model => ask(`/models/${encodeURIComponent(model)}/filters`)

/** Stores a picture of one digit, 28x28 bytes or an image file, with the right label, a digit or `none`, as a correction of a model. */
export const correct = (picture, label, model) => post(`/corrections?label=${label}&${named(model)}`, picture, bytes)

/** Stores a picture of a line with what it says, as a correction of the model that reads pages. */
export const correctLine = (picture, text) => post(`/corrections?text=${encodeURIComponent(text)}`, picture, bytes)

/** Returns the forms that the server has, and whether it keeps more. */
export const forms = () => ask("/forms")

/** Returns a form file's contents with the fields that were found on a blank sheet. */
export const proposeForm = (sheet, name) => post(`/forms/propose?name=${encodeURIComponent(name)}`, sheet)

/** Has the server look over a form file; its error says what is wrong. */
export const checkForm = text => post("/forms/check", text)

/** Keeps a form file in the server's folder. */
export const saveForm = (text, name, replaces) => post(`/forms?name=${encodeURIComponent(name)}${replaces ? "&replace=1" : ""}`, text)

/**
 * Reads filled sheets.
 * @param form a form file's text; null to read with the form of the server that is called `name`
 * @param lists files of the numbers that are valid, by their fields; `assignNumbers` gives them to the sheets of a stack
 */
export function readSheets(file, { form, name, lists, signal }) {
  const body = new FormData()
  if (form !== null) body.append("form", new Blob([form]), "form.form")
  for (const [field, list] of lists) body.append(`among.${field}`, list, list.name)
  body.append("file", file, file.name)
  return post(`${form === null ? `/forms/${encodeURIComponent(name)}/read` : "/forms/read"}?assign=0`, body, { signal })
}

/**
 * Gives each number of a list to one sheet of a stack at most.
 * @param count how many numbers the list has
 * @param fields the field of each sheet, as it was read
 */
export const assignNumbers = async (count, fields) => (await post("/forms/assign", JSON.stringify({ count, fields }))).fields

/**
 * Finds the fields of a stack whose values are not unique.
 * @param unique the name of the rule that says they are
 * @param fields the fields, with their numbers of lists
 */
export const checkUnique = async (unique, fields) => (await post("/forms/assign", JSON.stringify({ unique, fields }))).fields
