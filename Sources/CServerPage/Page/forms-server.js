// The requests of the review.
import { request } from "./server.js"

export { setToken } from "./server.js"

const post = async (path, body) => (await request(path, { method: "POST", body: JSON.stringify(body) })).json()
const get = async path => (await request(path)).json()

/** Returns the job's name, the names of its fields, and how much is done. */
export const summary = () => get("/forms/job")

/** Returns the next fields, which are then this person's for a while. */
export const nextFields = (who, count) => post("/forms/next", { who, count })

/** Gives back this person's fields, also while the page is being closed. */
export const leave = who => request("/forms/leave", { method: "POST", body: JSON.stringify({ who }), keepalive: true })

/** Keeps an answer: accept, change, misfit, skip or flag. */
export const answerField = (who, field, answer, value) =>
  post("/forms/answer", { who, id: field.id, answer, value, seen_review: field.review, seen_answer: field.answer, seen_value: field.value })

/** Takes back this person's last answer. */
export const undo = who => post("/forms/undo", { who })

/** Has fields that were skipped given out again. */
export const offerSkipped = () => post("/forms/skipped", {})

/** Returns a field, also one that was answered. */
export const fieldOf = id => get(`/forms/field?id=${id}`)

/** Returns sheets of one value of a field, sheets without one, and pages that are none of the forms. */
export const problemsOf = field => get(`/forms/problems?field=${encodeURIComponent(field)}`)

/** Pictures, begun to load before they are shown. */
const pictures = new Map()

/** Returns the address of a picture, and for a sheet the size that boxes are in. */
export function picture(path) {
  if (!pictures.has(path)) {
    if (pictures.size > 60) {
      const [oldest, promise] = pictures.entries().next().value
      pictures.delete(oldest)
      promise.then(({ url }) => URL.revokeObjectURL(url), () => {})
    }
    pictures.set(path, fetchPicture(path))
  }
  return pictures.get(path)
}

async function fetchPicture(path) {
  const response = await request(path)
  const [width, height] = (response.headers.get("X-Sheet-Size") ?? "0x0").split("x").map(Number)
  return { url: URL.createObjectURL(await response.blob()), width, height }
}

/** Returns the whole table. */
export const table = async format => (await request(`/forms/export?format=${format}`)).blob()

/** Deletes the job with all that is in it. */
export const deleteJob = async name => (await request(`/forms/job?name=${encodeURIComponent(name)}`, { method: "DELETE" })).json()
