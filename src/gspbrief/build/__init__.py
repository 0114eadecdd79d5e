"""What is stale and why, the processes that build it, and publishing it whole or not at all."""
