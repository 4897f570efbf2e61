// The review of a job: one doubtful field after the other, and the problems of the stack.
import { answerField, deleteJob, fieldOf, leave, nextFields, offerSkipped, picture, setToken, summary, undo } from "./forms-server.js"
import { doubt, percent, placeText } from "./forms-words.js"
import { saveTable, showStack } from "./forms-stack.js"
import { count } from "./readings.js"

const $ = id => document.getElementById(id)
let who = localStorage.getItem("who") ?? ""
/** Fields that are this person's; the first is shown. */
let queue = []
let isBusy = false
/** The action under way, or the last one. */
let running = Promise.resolve()
/** Counts what changes the queue: an answer of the server from before a change is of no use. */
let changes = 0
let waiting

const cropPath = field => `/forms/crop?id=${field.id}`
const sheetPath = field => `/forms/sheet?id=${field.sheet}`

function tell(text) {
  $("problem").textContent = text
  $("problem").hidden = !text
}

/** Runs an action; one at a time, so that a key that is held does not answer the next field. */
async function act(action) {
  if (isBusy) return
  isBusy = true
  running = perform(action)
  await running
}

/** Does what is asked for when what is under way is done. */
async function actAfterwards(action) {
  while (isBusy) await running
  await act(action)
}

async function perform(action) {
  try {
    tell("")
    await action()
  } catch (error) {
    if (error.status === 401) return askForToken()
    tell(error.status === 422 ? `${error.message}. If this is what is written, choose “As written”.` : error.message)
    if (error.status === 409) {
      queue = []
      await refill().catch(() => {})
    }
  } finally {
    isBusy = false
  }
}

function showCounts(counts) {
  const answered = counts.to_review - counts.left
  $("progress").max = Math.max(1, counts.to_review)
  $("progress").value = answered
  const more = [["as written", counts.misfit], ["skipped", counts.skipped], ["flagged", counts.flagged]].filter(entry => entry[1] > 0).map(([name, n]) => `, ${n} ${name}`)
  $("counts").textContent = `${answered} of ${count(counts.to_review, "field")}, ${count(counts.sheets, "sheet")}${more.join("")}`
  $("again").hidden = counts.skipped === 0
}

/** Has the server give out as many fields as are to wait here. */
async function refill() {
  clearTimeout(waiting)
  const asked = ++changes
  const { fields, counts } = await nextFields(who, 4)
  if (asked !== changes) return
  showCounts(counts)
  const shown = queue[0]
  // The current field stays, unless somebody else has it now.
  const isKept = shown && (shown.isChosen || fields.some(field => field.id === shown.id))
  queue = isKept ? [shown, ...fields.filter(field => field.id !== shown.id)] : fields
  for (const field of queue) {
    picture(cropPath(field)).catch(() => {})
    picture(sheetPath(field)).catch(() => {})
  }
  if (queue[0]?.id !== shown?.id || queue.length === 0) show(counts)
}

function show(counts) {
  const field = queue[0]
  $("work").hidden = !field
  $("done").hidden = !!field
  if (!field) return showEnd(counts)
  $("field").textContent = field.name
  $("place").textContent = placeText(field)
  $("value").value = field.answer ?? field.value
  $("doubt").textContent = doubt(field)
  showOthers(field)
  showAcceptText()
  showPictures(field)
  $("value").focus({ preventScroll: true })
  $("value").select()
}

function showEnd(counts) {
  if (!counts) return
  const isOver = counts.left === 0
  $("done-text").textContent = isOver
    ? counts.to_review === 0 ? "There is no doubtful field." : "All fields are answered."
    : `Others have the last ${counts.left === 1 ? "field" : `${counts.left} fields`}. This page looks again every few seconds.`
  if (!isOver) waiting = setTimeout(() => act(refill), 5000)
}

function showOthers(field) {
  const texts = new Map()
  for (const other of field.alternatives) texts.set(other.text, percent(other.confidence))
  for (const guess of field.guesses) if (!texts.has(guess.entry)) texts.set(guess.entry, "of the list")
  texts.delete(field.value)
  $("others").replaceChildren(
    ...[...texts].slice(0, 4).map(([text, note]) => {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = text || "nothing"
      button.append(Object.assign(document.createElement("small"), { textContent: note }))
      button.addEventListener("click", () => {
        $("value").value = text
        showAcceptText()
        $("value").focus()
      })
      return button
    }),
  )
}

function showAcceptText() {
  $("accept-text").textContent = queue[0] && $("value").value !== queue[0].value ? "Save" : "Accept"
}

async function showPictures(field) {
  $("crop").removeAttribute("src")
  try {
    const [crop, sheet] = await Promise.all([picture(cropPath(field)), picture(sheetPath(field))])
    if (queue[0]?.id !== field.id) return
    $("crop").src = crop.url
    $("crop").alt = `The field ${field.name} as it is written`
    $("sheet").src = sheet.url
    $("sheet").alt = `The whole sheet, ${placeText(field)}`
    const [x, y, width, height] = field.box
    const share = (value, size) => `${(100 * value) / size}%`
    Object.assign($("mark").style, {
      left: share(x, sheet.width), top: share(y, sheet.height), width: share(width, sheet.width), height: share(height, sheet.height),
    })
  } catch (error) {
    tell(error.message)
  }
}

/** Answers the field that is shown. */
const answer = (name, value) =>
  act(async () => {
    const field = queue[0]
    if (!field) return
    const { counts } = await answerField(who, field, name, value)
    queue.shift()
    changes += 1
    showCounts(counts)
    show(queue.length ? undefined : counts)
    // Fetched ahead, so that quick reviewers do not wait.
    refill().catch(error => tell(error.message))
  })

const accept = () => {
  const field = queue[0]
  if (!field) return
  const value = $("value").value.trim()
  return value === field.value ? answer("accept") : answer("change", value)
}

/** Keeps a text that is no valid value. */
const keepAsWritten = () => answer("misfit", $("value").value.trim())

const back = () =>
  act(async () => {
    const { field, counts } = await undo(who)
    queue = [field, ...queue.filter(other => other.id !== field.id)]
    queue[0].isChosen = true
    changes += 1
    showCounts(counts)
    show(counts)
  })

function keys(event) {
  if ($("review").hidden || $("work").hidden && event.key !== "ArrowUp") return
  const actions = { ArrowUp: back, ArrowDown: () => answer("skip"), Escape: restore }
  if (event.key === "Enter" && (event.shiftKey || event.altKey)) {
    event.preventDefault()
    if (event.shiftKey) answer("flag")
    else keepAsWritten()
  } else if (actions[event.key] && !event.altKey && !event.ctrlKey && !event.metaKey && !document.querySelector("[role=tab]:focus")) {
    event.preventDefault()
    actions[event.key]()
  }
}

function restore() {
  if (!queue[0]) return
  $("value").value = queue[0].value
  showAcceptText()
  $("value").select()
}

const showProblems = () => showStack(id => actAfterwards(() => choose(id)))

/** Shows a certain field for review. */
async function choose(id) {
  const field = await fieldOf(id)
  field.isChosen = true
  changes += 1
  queue = [field, ...queue.filter(other => other.id !== id)]
  openTab("review")
  show()
}

function openTab(name) {
  for (const tab of ["review", "stack"]) {
    $(`${tab}-tab`).setAttribute("aria-selected", String(tab === name))
    $(`${tab}-tab`).tabIndex = tab === name ? 0 : -1
    $(tab).hidden = tab !== name
  }
  if (name === "stack") actAfterwards(showProblems)
  else if (queue[0]) $("value").focus({ preventScroll: true })
}

function askForToken() {
  $("token-form").hidden = false
  $("token").focus()
}

async function begin() {
  const { name, fields, counts } = await summary()
  $("job").textContent = name
  document.title = `${name}: review`
  $("number-field").replaceChildren(...fields.map(field => new Option(field, field)))
  showCounts(counts)
  $("who-form").hidden = who !== ""
  document.querySelector(".person").hidden = who === ""
  $("who").textContent = who
  if (who === "") return $("name").focus()
  await refill()
}

function listen() {
  document.addEventListener("keydown", keys)
  addEventListener("pagehide", () => { if (queue.length) leave(who).catch(() => {}) })
  $("answering").addEventListener("submit", event => {
    event.preventDefault()
    accept()
  })
  $("value").addEventListener("input", showAcceptText)
  $("back").addEventListener("click", back)
  $("done-back").addEventListener("click", back)
  $("skip").addEventListener("click", () => answer("skip"))
  $("flag").addEventListener("click", () => answer("flag"))
  $("misfit").addEventListener("click", keepAsWritten)
  $("again").addEventListener("click", () => act(async () => {
    await offerSkipped()
    await refill()
  }))
  for (const name of ["review", "stack"]) {
    $(`${name}-tab`).addEventListener("click", () => openTab(name))
    $(`${name}-tab`).addEventListener("keydown", event => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return
      const other = name === "review" ? "stack" : "review"
      openTab(other)
      $(`${other}-tab`).focus()
    })
  }
  $("number-field").addEventListener("change", () => actAfterwards(showProblems))
  $("csv").addEventListener("click", () => actAfterwards(() => saveTable("csv")))
  $("xlsx").addEventListener("click", () => actAfterwards(() => saveTable("xlsx")))
  $("jsonl").addEventListener("click", () => actAfterwards(() => saveTable("jsonl")))
  $("who-form").addEventListener("submit", event => {
    event.preventDefault()
    who = $("name").value.trim()
    if (!who) return
    localStorage.setItem("who", who)
    act(begin)
  })
  $("who").addEventListener("click", () => {
    $("who-form").hidden = false
    $("name").value = who
    $("name").focus()
  })
  $("token-form").addEventListener("submit", event => {
    event.preventDefault()
    setToken($("token").value)
    $("token-form").hidden = true
    act(begin)
  })
  $("delete").addEventListener("submit", event => {
    event.preventDefault()
    actAfterwards(async () => {
      await deleteJob($("delete-name").value)
      $("review").hidden = $("stack").hidden = true
      tell("The job is deleted.")
    })
  })
}

listen()
act(begin)
