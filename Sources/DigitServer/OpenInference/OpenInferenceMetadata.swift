import DigitJSON

/// The metadata of the server and its models in the Open Inference Protocol.
enum OpenInferenceMetadata {
    static func server(version: String) -> JSON {
        [
            "name": "digits", "version": .string(version),
            // Not `model_repository`, of which there is only the index: models are loaded by SIGHUP.
            "extensions": ["binary_tensor_data", "classification", "model_configuration", "statistics"],
        ]
    }

    static func model(_ model: ServedModel) -> JSON {
        [
            "name": .string(model.name), "versions": .array(model.versions.map { .string("\($0)") }), "platform": "digits",
            "inputs": [tensor(ServedModel.inputName, model.network.inputShape.dimensions)],
            "outputs": [tensor(ServedModel.outputName, [model.outputCount])],
        ]
    }

    private static func tensor(_ name: String, _ dimensions: [Int]) -> JSON {
        ["name": .string(name), "datatype": "FP32", "shape": JSON([-1] + dimensions)]
    }

    /// Triton's model configuration, as far as it is meaningful here.
    static func configuration(_ model: ServedModel) -> JSON {
        func tensor(_ name: String, _ dimensions: [Int]) -> JSON {
            ["name": .string(name), "data_type": "TYPE_FP32", "dims": JSON(dimensions)]
        }
        let limits = model.batcher.limits
        return [
            "name": .string(model.name), "platform": "digits", "backend": "digits",
            "version_policy": ["all": [:]], "max_batch_size": .integer(limits.batchSize),
            "input": [tensor(ServedModel.inputName, model.network.inputShape.dimensions)],
            "output": [tensor(ServedModel.outputName, [model.outputCount])],
            "dynamic_batching": [
                "preferred_batch_size": JSON([limits.batchSize]),
                "max_queue_delay_microseconds": .integer(limits.delay.nanoseconds / 1000),
            ],
            "instance_group": [["name": .string(model.name), "kind": "KIND_CPU", "count": .integer(limits.workers)]],
        ]
    }

    /// Triton's statistics.
    static func statistics(_ models: [ServedModel]) -> JSON {
        ["model_stats": .array(models.map(statistics))]
    }

    private static func statistics(_ model: ServedModel) -> JSON {
        let values = model.batcher.statistics.current
        func duration(_ duration: InferenceStatistics.Duration) -> JSON {
            ["count": .integer(duration.count), "ns": .integer(duration.nanoseconds)]
        }
        return [
            "name": .string(model.name), "version": .string("\(model.version)"),
            "last_inference": .integer(Int(values.lastInference * 1000)), "inference_count": .integer(values.inferenceCount),
            "execution_count": .integer(values.executionCount),
            "inference_stats": [
                "success": duration(values.success), "fail": ["count": .integer(values.failureCount), "ns": 0],
                "queue": duration(values.queue), "compute_input": ["count": .integer(values.compute.count), "ns": 0],
                "compute_infer": duration(values.compute), "compute_output": ["count": .integer(values.compute.count), "ns": 0],
            ],
            "batch_stats": .array(
                values.batches.sorted { $0.key < $1.key }.map { size, infer in
                    ["batch_size": .integer(size), "compute_infer": duration(infer)]
                }),
        ]
    }

    /// Triton's index of the repository.
    static func index(_ models: [ServedModel]) -> JSON {
        .array(
            models.map { model in
                ["name": .string(model.name), "version": .string("\(model.version)"), "state": "READY", "reason": ""]
            })
    }
}
