"""Label stage: Article in, tagged Mentions out."""
