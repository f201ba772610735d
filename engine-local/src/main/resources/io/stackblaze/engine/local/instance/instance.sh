# Runs one instance: sh instance.sh DIRECTORY COMMAND...
#
# It outlives the node, so that how the command ended is known whoever is there to see. It claims the directory with one
# link, and whoever finds the claim taken does nothing: a node that was killed before it saw this process takes the claim
# itself, and then nothing is started late. Signals are sent to the command's processes, never through this one.
directory=$1
shift
path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
fields() {
    set -f
    set -- ${1##*) }
    shift 19
    begun=$1
}
IFS= read -r stat < /proc/$$/stat
fields "$stat"
set +f
printf '%s %s\n' "$$" "$begun" > "$directory/claim.$$"
ln "$directory/claim.$$" "$directory/claim" 2>/dev/null
taken=$?
rm -f "$directory/claim.$$"
[ "$taken" -eq 0 ] || exit 0
trap : HUP INT TERM
PATH=$path
"$@" 2>&1
code=$?
PATH=/usr/sbin:/usr/bin:/sbin:/bin
printf '%s %s\n' "$code" "$(date +%s.%N)" > "$directory/exit.new"
mv "$directory/exit.new" "$directory/exit"
