"""What `build` is made of: what is stale, one partnership's folder, proofs, publishing, other machines."""
