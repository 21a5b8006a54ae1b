"""Ring 5: data in and out."""
