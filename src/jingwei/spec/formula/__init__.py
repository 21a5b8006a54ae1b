"""The formula language: grammar, types, evaluation, lowering to SQL."""
