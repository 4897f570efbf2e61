"""Makes the archives of this folder with NumPy: twelve images of 4x4 pixels with labels for training, three for testing.

python3 make.py
"""

import numpy as np

pixels = (np.arange(192) * 255 // 191).astype(np.uint8).reshape(12, 4, 4)
labels = (np.arange(12) % 10).astype(np.uint8)
test_pixels = (47 - np.arange(48)).astype(np.uint8).reshape(3, 4, 4)
test_labels = np.array([9, 8, 7])


def save(name, x=pixels, y=labels, x_test=test_pixels, y_test=test_labels, writer=np.savez):
    writer(name, x_train=x, y_train=y, x_test=x_test, y_test=y_test)


save("keras.npz", y=labels.astype(np.int64))
save("compressed.npz", writer=np.savez_compressed)
np.savez(
    "medmnist.npz",
    train_images=pixels[..., None],
    train_labels=labels[:, None],
    test_images=test_pixels.astype(">i2"),
    test_labels=test_labels.astype(np.float32)[:, None],
)
save("floats.npz", x=pixels.astype(np.float32) / 255, x_test=test_pixels.astype(np.float64))
save("flat.npz", x=pixels.reshape(12, 16), x_test=test_pixels.reshape(3, 16))
np.savez("other.npz", a=labels, b=labels)
save("fortran.npz", x=np.asfortranarray(pixels))
save("complex.npz", x=pixels.astype(np.complex64))
save("counts.npz", y=labels[:11])
save("negative.npz", x=pixels.astype(np.int16) - 1)
save("labels.npz", y=labels + 0.5)
