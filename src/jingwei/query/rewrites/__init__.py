"""The rewrites that turn a request into a plan, one file each."""
