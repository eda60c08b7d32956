"""Page bytes in, texts out: all visible text before the gate, the article after it."""
