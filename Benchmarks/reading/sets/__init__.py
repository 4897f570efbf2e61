"""Pictures for measuring readers of numbers, drawn by separate code: nothing is shared with the training's generators."""
