"""Sign in: the only page that a stranger sees, at every address."""

from lunara.ui.sign_in.form import draw_sign_in

draw_sign_in()
