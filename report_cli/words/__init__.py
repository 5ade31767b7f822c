"""What a text must not say: rules of words over sentences and whole texts, with an office's own vocabulary."""
