"""阵地与摸排: where students may practise, and what communities told."""
