"""Real clients: Triton's, KServe's, requests. Their answers must be those of the model without a server."""

import asyncio
import base64
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import requests
import stack
import tritonclient.http as triton
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from PIL import Image
from server import ROOT, Server
from tritonclient.utils import InferenceServerException


def mnist(count):
    """Test images as bytes (count, 28, 28, 1)."""
    data = gzip.open(ROOT / "Data/MNIST/t10k-images-idx3-ubyte.gz").read()[16:]
    return numpy.frombuffer(data, numpy.uint8).reshape(-1, 28, 28, 1)[:count]


def reference(count):
    """The model's outputs for the images, from the command line."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                ROOT / ".build/release/digits",
                "evaluate",
                ROOT / "Models/mnist_digit_recognizer.h5",
                "--limit",
                str(count),
                "--predictions",
                f"{folder}/outputs.npy",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={"DIGITS_HOME": str(ROOT)},
        )
        return numpy.load(f"{folder}/outputs.npy")


def close(found, wanted, what):
    numpy.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6, err_msg=what)


def check_triton(server, images, outputs):
    client = triton.InferenceServerClient(f"127.0.0.1:{server.port}", concurrency=4)
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("mnist") and client.is_model_ready("mnist", "1")
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    assert client.get_model_metadata("mnist")["outputs"][0]["shape"] == [-1, 10]
    assert client.get_model_config("mnist")["max_batch_size"] > 0
    assert client.get_model_repository_index()[0]["name"] == "digits"
    for datatype, values in (("FP32", (images / 255).astype(numpy.float32)), ("UINT8", images)):
        for binary in (True, False):
            for packing in (None, "gzip", "deflate"):
                tensor = triton.InferInput("input", values.shape, datatype)
                tensor.set_data_from_numpy(values, binary_data=binary)
                what = f"tritonclient, {datatype}, binary {binary}, {packing}"
                for wanted in (None, [triton.InferRequestedOutput("output", binary_data=binary)]):
                    answer = client.infer(
                        "mnist",
                        [tensor],
                        outputs=wanted,
                        request_id="r1",
                        request_compression_algorithm=packing,
                        response_compression_algorithm=packing,
                    )
                    close(answer.as_numpy("output"), outputs, what)
                    assert answer.get_response()["id"] == "r1"
    tensor = triton.InferInput("input", [4, 28, 28, 1], "UINT8")
    tensor.set_data_from_numpy(images[:4])
    best = client.infer("mnist", [tensor], outputs=[triton.InferRequestedOutput("output", class_count=2)]).as_numpy("output")
    assert best.shape == (4, 2)
    for row, wanted in zip(best, outputs):
        value, index, label = row[0].decode().split(":")
        assert int(index) == int(label) == wanted.argmax()
        close(float(value), wanted.max(), "the classification extension")
    requests_under_way = [client.async_infer("mnist", [tensor]) for _ in range(20)]
    for request in requests_under_way:
        close(request.get_result().as_numpy("output"), outputs[:4], "tritonclient, asynchronous")
    statistics = client.get_inference_statistics("mnist")["model_stats"][0]
    assert statistics["inference_count"] >= len(images) * 12 and statistics["execution_count"] > 0
    for model, shape, words in (("none", [4, 28, 28, 1], "unknown model: none"), ("mnist", [28, 28, 4, 1], "shape [n,28,28,1]")):
        tensor.set_shape(shape)
        try:
            client.infer(model, [tensor])
            raise AssertionError(f"{model}, {shape}: an error expected")
        except InferenceServerException as error:
            assert words in str(error), error


async def check_kserve(server, images, outputs):
    client = InferenceRESTClient(RESTConfig(protocol="v2", retries=0))
    assert await client.is_server_live(server.url) and await client.is_server_ready(server.url)
    assert await client.is_model_ready(server.url, "mnist")
    for binary in (True, False):
        tensor = InferInput("input", list(images.shape), "FP32")
        tensor.set_data_from_numpy((images / 255).astype(numpy.float32), binary_data=binary)
        answer = await client.infer(server.url, InferRequest("mnist", [tensor]), model_name="mnist")
        close(answer.outputs[0].as_numpy(), outputs, f"kserve V2, binary {binary}")
    first = InferenceRESTClient(RESTConfig(protocol="v1", retries=0))
    assert await first.is_model_ready(server.url, "mnist")
    answer = await first.infer(server.url, {"instances": (images / 255).tolist()}, model_name="mnist")
    close(numpy.array(answer["predictions"]), outputs, "kserve V1")


def check_tensorflow_serving(server, images, outputs):
    url = f"{server.url}/v1/models/mnist"
    values = (images / 255).tolist()
    for path in (url, f"{url}/versions/1"):
        close(requests.post(f"{path}:predict", json={"instances": values}).json()["predictions"], outputs, "row form")
        close(requests.post(f"{path}:predict", json={"inputs": {"input": values}}).json()["outputs"], outputs, "column form")
    raw = [{"b64": base64.b64encode(image.tobytes()).decode()} for image in images]
    close(requests.post(f"{url}:predict", json={"instances": raw}).json()["predictions"], outputs, "b64 of pixels")
    file = io.BytesIO()
    Image.fromarray(255 - images[0, :, :, 0]).resize((140, 140)).save(file, "PNG")
    named = {"instances": [{"input": {"b64": base64.b64encode(file.getvalue()).decode()}}]}
    assert numpy.argmax(requests.post(f"{url}:predict", json=named).json()["predictions"][0]) == outputs[0].argmax()
    assert requests.get(url).json()["model_version_status"][0]["state"] == "AVAILABLE"
    assert "serving_default" in requests.get(f"{url}/metadata").json()["metadata"]["signature_def"]["signature_def"]


def check_pictures(server, images, outputs):
    for kind in ("PNG", "JPEG", "BMP"):
        file = io.BytesIO()
        Image.fromarray(255 - images[0, :, :, 0]).resize((280, 280)).save(file, kind)
        for answer in (
            requests.post(f"{server.url}/read", data=file.getvalue()),
            requests.post(f"{server.url}/read", files={"file": ("digit", file.getvalue())}),
        ):
            assert answer.json()["text"] == str(outputs[0].argmax()), f"{kind}: {answer.text}"
    # Conditions as clients encode them; a + in a pattern counts even if it is not encoded.
    picture, wanted = file.getvalue(), str(outputs[0].argmax())
    for known in ({"length": 1}, {"pattern": r"\d+", "range": "0..9"}):
        page = requests.post(f"{server.url}/read", params=known, data=picture).json()
        assert page["text"] == wanted and page["misfits"] == [], f"{known}: {page}"
    assert requests.post(f"{server.url}/read?pattern=[0-9]+", data=picture).json()["text"] == wanted
    page = requests.post(f"{server.url}/read", params={"length": "2..3"}, data=picture).json()
    assert page["lines"] == [] and [line["text"] for line in page["misfits"]] == [wanted], page
    files = {"file": ("digit", picture), "among": ("students.csv", f"number,name\n12,Ann\n{wanted},Bo\n")}
    page = requests.post(f"{server.url}/read", files=files).json()
    assert page["lines"][0]["entry"] == wanted and page["notes"] == ["students.csv: the first line is taken as a header: number"], page
    out = subprocess.run(
        ["curl", "-sf", "--data-binary", f"@{ROOT}/Docs/pictures/seven.png", f"{server.url}/read"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert '"text": "7"' in out, out


def check_forms(folder):
    """Sheets of a form: the answers to requests and curl are the command's output, and sure values are what was written."""
    stack.form(folder / "exam.form")
    (folder / "sheets").mkdir()
    written = stack.sheets(folder / "sheets", 4)
    sheets = sorted((folder / "sheets").iterdir())
    (folder / "students.csv").write_text("student\n" + "\n".join(values["student"] for values in written[1:]))
    command = [ROOT / ".build/release/digits", "form", "read", folder / "exam.form", *sheets, "--jsonl", folder / "lines"]
    with Server("--form", folder / "exam.form", "--form", f"again={folder / 'exam.form'}", "--log", "requests") as server:
        for name, among in (("exam", []), ("again", ["--among", f"student={folder / 'students.csv'}"])):
            subprocess.run([*command, *among], check=True, stderr=subprocess.DEVNULL)
            wanted = [json.loads(line) for line in (folder / "lines").read_text().splitlines()]
            files = [("file", (str(sheet), sheet.read_bytes())) for sheet in sheets]
            if among:
                files.append(("among.student", ("students.csv", (folder / "students.csv").read_bytes())))
            answer = requests.post(f"{server.url}/forms/{name}/read", files=files).json()
            assert answer["sheets"] == wanted, f"{answer}\n{wanted}"
            for sheet, values in zip(answer["sheets"], written):
                for field in sheet["fields"]:
                    assert field["state"] != "sure" or field["value"] == values[field["name"]], (field, values)
        # With the form in the request, and with curl.
        files = [("form", ("exam.form", (folder / "exam.form").read_bytes())), ("file", ("a.tif", sheets[0].read_bytes()))]
        answer = requests.post(f"{server.url}/forms/read", files=files).json()
        address = f"{server.url}/forms/exam/read"
        out = subprocess.run(["curl", "-sf", "--data-binary", f"@{sheets[0]}", address], check=True, capture_output=True, text=True).stdout
        assert json.loads(out)["sheets"][0]["fields"] == answer["sheets"][0]["fields"], out
        assert [form["name"] for form in requests.get(f"{server.url}/forms").json()["forms"]] == ["exam", "again"]
        assert requests.post(f"{server.url}/forms/none/read", data=b"x").status_code == 404
        assert 'route="/forms/{form}/read",method="POST",status="200"' in requests.get(f"{server.url}/metrics").text
    assert "POST /forms/exam/read 200" in server.process.stderr.read(), "the log"


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_forms(pathlib.Path(folder))
    images = mnist(64)
    outputs = reference(64)
    with Server() as server:
        check_triton(server, images, outputs)
        asyncio.run(check_kserve(server, images, outputs))
        check_tensorflow_serving(server, images, outputs)
        check_pictures(server, images, outputs)
        assert server.is_alive()
    assert server.process.returncode == 0, server.process.returncode
    print("tritonclient, kserve, requests and curl get the model's outputs, and for forms the command's values")


if __name__ == "__main__":
    sys.exit(main())
