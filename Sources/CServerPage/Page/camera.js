// Takes a picture with a computer's camera. Phones have a better way of their own, which the page's file input opens.

const element = id => document.getElementById(id)

export class Camera {
  /** @param onPicture called with each picture that is taken, a file */
  constructor(onPicture) {
    this.onPicture = onPicture
    element("camera").addEventListener("click", event => {
      // Browsers give cameras only to pages of this machine and to those that come over TLS.
      if (!navigator.mediaDevices?.getUserMedia || matchMedia("(pointer: coarse)").matches) return
      event.preventDefault()
      this.open()
    })
    element("viewfinder").addEventListener("close", () => this.close())
  }

  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, facingMode: "environment" } })
    } catch {
      element("camera-problem").textContent = "The browser gives no camera to this page."
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
