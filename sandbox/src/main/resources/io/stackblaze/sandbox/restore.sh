# Gives the command its variables, COUNT of them, and becomes it. They come in disguise, as STACKBLAZE_SANDBOX_0=NAME=value
# and so on, past programs that run with more rights than the command: its LD_PRELOAD must not be theirs. Here nothing is
# left to take.
#
#   COUNT COMMAND...
STACKBLAZE_SANDBOX_=0
STACKBLAZE_SANDBOX_COUNT=$1
shift
unset PWD OLDPWD
while [ "$STACKBLAZE_SANDBOX_" -lt "$STACKBLAZE_SANDBOX_COUNT" ]; do
    eval "command export \"\$STACKBLAZE_SANDBOX_$STACKBLAZE_SANDBOX_\""
    unset "STACKBLAZE_SANDBOX_$STACKBLAZE_SANDBOX_"
    STACKBLAZE_SANDBOX_=$((STACKBLAZE_SANDBOX_ + 1))
done
exec "$@"
