"""Seconds per epoch of the seed recipe in PyTorch, validation included.

The data stays in memory as one tensor and a batch is one gather, which beats a DataLoader;
Adam is the fused one; validation runs in batches of 1,000 without gradients.
"""

import time

import mnist

# mode: eager, channels_last, compile or compile_channels_last
options = mnist.arguments(threads=2, epochs=3, mode="channels_last", seed=0)

import torch
from torch import nn

torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
channels_last = options.mode.endswith("channels_last")

model = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10),
)  # fmt: skip
for layer in model:
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
if channels_last:
    model = model.to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)
loss_of = nn.CrossEntropyLoss()

train_images, train_labels, test_images, test_labels = mnist.load(options.data)
x, test_x = (torch.from_numpy(mnist.scaled(images, "nchw")) for images in (train_images, test_images))
y, test_y = (torch.from_numpy(labels.copy()).long() for labels in (train_labels, test_labels))
if channels_last:
    x, test_x = (t.contiguous(memory_format=torch.channels_last) for t in (x, test_x))


def train_step(images, labels):
    loss = loss_of(model(images), labels)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.detach()


def evaluate(images, labels):
    outputs = model(images)
    return loss_of(outputs, labels) * len(labels), (outputs.argmax(1) == labels).sum()


if options.mode.startswith("compile"):
    model = torch.compile(model, dynamic=False)

seconds, val_accuracy = [], []
for _ in range(options.epochs):
    begin = time.perf_counter()
    model.train()
    total = torch.zeros(())
    for batch in torch.randperm(len(x)).split(64):
        total += train_step(x[batch], y[batch]) * len(batch)
    model.eval()
    with torch.inference_mode():
        results = [evaluate(*batch) for batch in zip(test_x.split(1000), test_y.split(1000))]
    correct = sum(int(correct) for _, correct in results)
    loss = float(total) / len(x)
    seconds.append(time.perf_counter() - begin)
    val_accuracy.append(correct / len(test_y))
mnist.report(seconds=seconds, val_accuracy=val_accuracy, loss=loss, version=torch.__version__, mode=options.mode)
