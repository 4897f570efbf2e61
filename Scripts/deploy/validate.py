"""Checks the files of Deploy against Kubernetes's published schemas, KServe's models, Docker's own parser, and each other.

Usage: validate.py     in the environment of Scripts/deploy/requirements.txt
"""

import importlib.metadata
import pathlib
import re
import sys

import kserve
import kubernetes_validate
import yaml

DEPLOY = pathlib.Path(__file__).resolve().parent.parent.parent / "Deploy"
# The oldest version with everything that the manifests use (preStop's sleep is on by default since 1.30), and the newest that the validator
# knows.
VERSIONS = ("1.30", kubernetes_validate.latest_version())


def documents(path):
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def check_kubernetes():
    count = 0
    base = DEPLOY / "kubernetes" / "base"
    kustomization = documents(base / "kustomization.yaml")[0]
    named = set(kustomization["resources"])
    there = {path.name for path in base.glob("*.yaml")} - {"kustomization.yaml"}
    assert named == there, f"kustomization.yaml names {named}, the folder has {there}"
    for path in [*(base / name for name in sorted(named)), *(DEPLOY / "kubernetes" / "batch").glob("*.yaml")]:
        for document in documents(path):
            for version in VERSIONS:
                kubernetes_validate.validate(document, version, strict=True)
            check_pods(path, document)
            count += 1
    print(f"ok  {count} manifests, Kubernetes {' and '.join(VERSIONS)}, strictly")


def check_pods(path, document):
    """Checks the requirements of the restricted pod security standard, and that the root file system is read-only."""
    template = document.get("spec", {}).get("template")
    if not template:
        return
    pod = template["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True, path
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault", path
    for container in pod["containers"]:
        context = container["securityContext"]
        assert (
            context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"] and context["capabilities"]["drop"] == ["ALL"]
        ), path
        assert set(container["resources"]) == {"requests", "limits"}, path
        mounts = {mount["name"] for mount in container.get("volumeMounts", [])}
        assert mounts <= {volume["name"] for volume in pod.get("volumes", [])}, path
    job = document["spec"]
    if document["kind"] == "Job":
        environment = {entry["name"]: entry.get("value") for entry in pod["containers"][0]["env"]}
        assert environment["SHARDS"] == str(job["completions"]), f"{path}: SHARDS and completions differ"


def has_only(model, document, path):
    """Fails if a manifest has a key that the model lacks, or a value of another type."""
    names = {name: attribute for attribute, name in model.attribute_map.items()}
    for key, value in document.items():
        assert key in names, f"{path}: KServe has no {key} there; it has {sorted(names)}"
        kind = model.openapi_types[names[key]]
        inner = re.fullmatch(r"list\[(.+)\]", kind)
        for part in value if inner else [value]:
            name = inner[1] if inner else kind
            found = getattr(kserve, name, None) or getattr(kserve.models, name, None)
            if found is not None and hasattr(found, "openapi_types") and isinstance(part, dict):
                has_only(found, part, f"{path}.{key}")
            elif name in ("str", "int", "bool"):
                assert isinstance(part, {"str": str, "int": int, "bool": bool}[name]), f"{path}.{key}: {name} expected, got {part!r}"


def check_kserve():
    kinds = {"ServingRuntime": kserve.V1alpha1ServingRuntime, "InferenceService": kserve.V1beta1InferenceService}
    for path in sorted((DEPLOY / "kserve").glob("*.yaml")):
        (document,) = documents(path)
        has_only(kinds[document["kind"]], document, path.name)
    runtime, service = (documents(DEPLOY / "kserve" / name)[0] for name in ("runtime.yaml", "inference-service.yaml"))
    model = service["spec"]["predictor"]["model"]
    assert model["runtime"] == runtime["metadata"]["name"]
    assert model["modelFormat"]["name"] in [supported["name"] for supported in runtime["spec"]["supportedModelFormats"]]
    # The containers are Kubernetes's own, so they are checked like those of a pod.
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "digits"}}
    pod["spec"] = {"containers": runtime["spec"]["containers"], "volumes": runtime["spec"]["volumes"]}
    kubernetes_validate.validate(pod, VERSIONS[0], strict=True)
    print(f"ok  KServe's ServingRuntime and InferenceService, by the models of kserve {importlib.metadata.version('kserve')}")


def check_docker():
    import dockerfile

    commands = dockerfile.parse_file(str(DEPLOY / "Dockerfile"))
    words = [command.cmd.upper() for command in commands]
    for needed in ("FROM", "USER", "HEALTHCHECK", "ENTRYPOINT", "STOPSIGNAL"):
        assert needed in words, f"Dockerfile: no {needed}"
    user = [command for command in commands if command.cmd.upper() == "USER"][-1]
    assert user.value[0].split(":")[0] not in ("root", "0")
    assert words.count("FROM") == 2
    print(f"ok  Dockerfile: {len(commands)} instructions, by Docker's parser")


def check_compose():
    from compose_spec import PyCompose

    compose = PyCompose.from_yaml((DEPLOY / "compose.yaml").read_text())
    compose.validate()
    print("ok  compose.yaml, by the Compose specification")


if __name__ == "__main__":
    checks = {"kubernetes": check_kubernetes, "kserve": check_kserve, "docker": check_docker, "compose": check_compose}
    for name in sys.argv[1:] or checks:
        checks[name]()
