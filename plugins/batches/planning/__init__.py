"""The algebra of batches: axes, groups, seeds; pure and lazy."""
