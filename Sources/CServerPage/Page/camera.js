// Takes a picture with a computer's camera. Phones use their own camera app, which the page's file input opens.

const element = id => document.getElementById(id)

export class Camera {
  /** @param onPicture called with the file of each picture taken */
  constructor(onPicture) {
    this.onPicture = onPicture
    const isPhone = matchMedia("(pointer: coarse)").matches
    // Browsers offer cameras only to pages from this machine or over TLS.
    element("camera-choice").hidden = !isPhone && !navigator.mediaDevices?.getUserMedia
    element("camera").addEventListener("click", event => {
      if (isPhone) return
      event.preventDefault()
      this.open()
    })
    element("viewfinder").addEventListener("close", () => this.close())
  }

  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, facingMode: "environment" } })
    } catch {
      element("camera-problem").textContent = "The browser does not let this page use a camera."
      return
    }
    element("camera-problem").textContent = ""
    element("camera-view").srcObject = this.stream
    element("viewfinder").returnValue = ""
    element("viewfinder").showModal()
  }

  close() {
    const view = element("camera-view")
    if (element("viewfinder").returnValue === "take" && view.videoWidth) {
      const canvas = document.createElement("canvas")
      canvas.width = view.videoWidth
      canvas.height = view.videoHeight
      canvas.getContext("2d").drawImage(view, 0, 0)
      canvas.toBlob(blob => this.onPicture(new File([blob], "photo.png", { type: "image/png" })), "image/png")
    }
    view.srcObject = null
    this.stream?.getTracks().forEach(track => track.stop())
  }
}
