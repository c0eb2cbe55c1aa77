"""The conciliation board: its application as structured data beside the paper."""
