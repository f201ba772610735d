# The first thing that runs inside: does what the build left in .profile.d, as Heroku does, and becomes the command.
for profile in "$HOME"/.profile.d/*.sh "$HOME/.profile"; do
    [ -r "$profile" ] && . "$profile"
done
unset profile
exec /bin/sh -c "$1"
