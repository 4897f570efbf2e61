"""Pictures for measuring readers of numbers, drawn by separate code that shares nothing with the training's generators."""
