# Builds the private view of a sandbox in a mount namespace of its own, then becomes the command. Runs as root, of the
# machine or of a user namespace. What it is told, it is told as words; nothing is ever read as shell text.
#
#   KIND DIRECTORY [cgroup DIR]... [MOUNT]... -- COMMAND...
#
# KIND is "user" (the command will give up root), "root" (it stays root) or "namespace" (root of a user namespace).
set -efu
path=${PATH-} mask=$(umask)
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
base=/sys # a folder that every machine has and that is no part of the view
view=$base/view

fail() {
    printf 'sandbox: %s\n' "$1" >&2
    exit 125
}

must() {
    "$@" || fail "this failed: $*"
}

# Enters folder $1 of the view and makes what is missing; never through a link, which could lead out of the view.
enter() {
    must cd "$view"
    rest=${1#/}/
    while [ -n "$rest" ]; do
        part=${rest%%/*} rest=${rest#*/}
        [ -n "$part" ] || continue
        [ ! -L "./$part" ] || fail "$1 leads through a link"
        [ -d "./$part" ] || must mkdir "./$part"
        must cd "./$part"
    done
    [ "$(pwd -P && echo .)" = "$view${1%/}
." ] || fail "$1 leads out of the view"
}

# Sets $place to where the link $1 of the view leads in the end, as a path of the view.
follow() {
    place=$1
    for step in 1 2 3 4 5 6 7 8; do
        [ -L "$view$place" ] || return 0
        link=$(readlink "$view$place" && echo .)
        link=${link%
.}
        case $link in
        /*) rest=$link/ ;;
        *) rest=${place%/*}/$link/ ;;
        esac
        place=
        while [ -n "$rest" ]; do
            part=${rest%%/*} rest=${rest#*/}
            case $part in
            '' | .) ;;
            ..) place=${place%/*} ;;
            *) place=$place/$part ;;
            esac
        done
    done
    fail "$1 is a link without end"
}

# Shows $1 at $2, and sets $place to where that is.
show() {
    if [ -d "$1" ]; then
        place=$2
        enter "$place"
        must mount -n -c --rbind "$1" .
    elif [ -e "$1" ]; then
        follow "$2"
        enter "${place%/*}"
        [ -e "./${place##*/}" ] || must touch "./${place##*/}"
        must mount -n -c --bind "$1" "./${place##*/}"
    else
        fail "$1 does not exist"
    fi
}

# Makes the mounts at $1... read-only, and all that are below them.
seal() {
    mounts=$(cat /proc/self/mountinfo)
    IFS='
'
    for line in $mounts; do
        unset IFS
        point=${line#* * * * }
        options=${point#* } point=${point%% *}
        options=${options%% *}
        case $options in
        rw*) ;;
        *) continue ;;
        esac
        plain=
        while [ "$point" != "${point#*\\}" ]; do # spaces and the like are written as \040
            plain=$plain${point%%\\*} point=${point#*\\}
            rest=${point#???}
            octal=${point%"$rest"} point=$rest
            plain=$plain$(printf "\\$octal.")
            plain=${plain%.}
        done
        point=$plain$point
        for top in "$@"; do
            case $point in
            "$top" | "$top"/*) must mount -n -c -o "remount,bind,ro${options#rw}" "$point" ;;
            esac
        done
    done
}

kind=$1 directory=$2
shift 2

while [ "$1" = cgroup ]; do
    echo $$ >"$2/cgroup.procs" || fail "cannot join $2"
    shift 2
done

must mount -n -t tmpfs -o size=1m,mode=0755 tmpfs "$base"
mkdir "$view"
must mount -n -t tmpfs -o size=16m,mode=0755,nosuid tmpfs "$view"

# What every command sees. All mounts, folders and links are made in one go each: processes take most of a start's time.
must cd "$view"
links= folders= table=
for name in usr bin sbin lib lib32 lib64 libx32 etc opt; do
    if [ -L "/$name" ]; then
        links="$links /$name"
    elif [ -d "/$name" ]; then
        folders="$folders $name"
        table="$table/$name $view/$name none rbind,ro
"
    fi
done
must mkdir $folders proc sys run tmp var dev dev/pts dev/shm .old
must touch dev/null dev/zero dev/full dev/random dev/urandom dev/tty
[ -z "$links" ] || must cp -P $links .
must cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr dev
must ln -s pts/ptmx dev/ptmx
table="$table
/dev/null $view/dev/null none bind
/dev/zero $view/dev/zero none bind
/dev/full $view/dev/full none bind
/dev/random $view/dev/random none bind
/dev/urandom $view/dev/urandom none bind
/dev/tty $view/dev/tty none bind
devpts $view/dev/pts devpts newinstance,ptmxmode=0666,mode=0620,nosuid,noexec
tmpfs $view/dev/shm tmpfs size=64m,mode=1777,nosuid,nodev
tmpfs $view/tmp tmpfs size=512m,mode=1777,nosuid,nodev
"
case $kind in
namespace) table="$table/proc $view/proc none rbind" ;; # a user namespace may not mount proc anew
root) table="${table}proc $view/proc proc nosuid,nodev,noexec
/proc/sys $view/proc/sys none bind,ro" ;;
*) table="${table}proc $view/proc proc nosuid,nodev,noexec,hidepid=2" ;;
esac
printf '%s' "$table" >"$base/fstab"
must mount -n -c -a -T "$base/fstab"
seal $(printf "$view/%s " $folders)

# Name resolution is often a link to a folder that is not shown.
if [ -L /etc/resolv.conf ] && [ -f /etc/resolv.conf ]; then
    show "$(readlink -f /etc/resolv.conf)" /etc/resolv.conf
    seal "$view$place"
fi

overlays=0
while [ "$1" != -- ]; do
    case $1 in
    ro)
        show "$2" "$3"
        seal "$view$place"
        shift 3
        ;;
    rw)
        show "$2" "$3"
        shift 3
        ;;
    overlay)
        # Links with plain names, since commas and colons in a path would end it in the options.
        overlays=$((overlays + 1))
        links=$base/$overlays
        mkdir "$links"
        ln -s "$2" "$links/lower"
        ln -s "$3" "$links/upper"
        ln -s "$4" "$links/work"
        options=lowerdir=$links/lower,upperdir=$links/upper,workdir=$links/work
        [ "$kind" != namespace ] || options=$options,userxattr
        enter "$5"
        must mount -n -c -t overlay -o "$options" overlay .
        shift 5
        ;;
    scratch)
        enter "$3"
        must mount -n -t tmpfs -o "size=$2m,mode=1777,nosuid,nodev" tmpfs .
        shift 3
        ;;
    *) fail "unknown mount $1" ;;
    esac
done
shift

must cd "$view"
[ -e var/run ] || must ln -s /run var
[ -e var/tmp ] || must ln -s /tmp var
must pivot_root . .old
must cd /
must umount -n -l /.old
rmdir .old
must mount -n -c -o remount,bind,ro /
must cd "$directory"

# sh exports these by itself.
unset PWD OLDPWD
PATH=$path
umask "$mask"
exec "$@"
