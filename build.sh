#!/usr/bin/env bash
# owlboard. Needs a JDK 25, and mvn once, to fetch the packages of jlink/packages.sha256.
#
#   ./build.sh [build]          the image: build/owlboard/bin/owlboard
#   ./build.sh image            a container image: build/owlboard-image.tar, for docker load
#   ./build.sh up [OPTIONS]     build what changed, then: owlboard up OPTIONS
#   ./build.sh down [OPTIONS]   owlboard down OPTIONS
#   ./build.sh test [NAME]      every test, or the test classes with NAME in their name
#   ./build.sh bench [--quick]  owlboard beside nginx and HAProxy, where they are installed
#   ./build.sh bench --micro [NAME] [OPTIONS OF JMH]
#                               what parsing, choosing and writing cost by themselves; "-prof gc" adds bytes per call
#   ./build.sh bench --sizes [sockets] [bodies] [storm] [--silence SECONDS]
#                               memory of idle WebSockets, silent for so long, 100 MB bodies in a small heap, 100,000 connections
#   ./build.sh bench --cost [--rounds N] [--seconds N] [--rate N] [page] [metrics] [api] [top]
#                               what being looked at, by all or by those named, costs a balancer at 5,000 requests/s
#   ./build.sh soak [SECONDS]   a steady rate with reloads and restarts, half an hour of it unless told: does anything grow?
#   ./build.sh fuzz [SECONDS] [--seed N] [--target NAME] [--input FILE]
#                               inputs of the tests with bytes changed, at what strangers reach; a failing one is kept in build/fuzz
#   ./build.sh clean            remove build/
#   ./build.sh help             this text
set -euo pipefail
cd "$(dirname "$0")"

# packages WHO: group:artifact:version of each package that WHO needs.
packages() { sed -n "s/^[0-9a-f]\{64\}  \(.*\)  $1\$/\1/p" jlink/packages.sha256; }
IMAGE_PACKAGES=$(packages image)
TEST_PACKAGES=$(packages test)
BENCH_PACKAGES=$(packages bench)
# For a compiler that runs for seconds: half the CPU of the usual options.
SHORT_RUN="-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC"
# For tests, most of which run once: only what is hot is compiled a second time, which costs a fifth less CPU.
SELDOM_HOT="-XX:Tier4InvocationThreshold=30000 -XX:Tier4MinInvocationThreshold=5000 -XX:Tier4CompileThreshold=80000 -XX:Tier4BackEdgeThreshold=300000"

main() {
    local command=${1:-build}
    case $command:${2:-} in
        test:-h|test:--help|bench:-h|bench:--help|soak:-h|soak:--help|fuzz:-h|fuzz:--help) usage; return ;;
    esac
    case $command in
        build) image ;;
        image) image; container ;;
        up) shift; image; exec build/owlboard/bin/owlboard up "$@" ;;
        down) shift; [ -x build/owlboard/bin/owlboard ] || image; exec build/owlboard/bin/owlboard down "$@" ;;
        test) image tests; ! has_engine || container; compile_tests; run_tests "${2:-}" ;;
        bench) shift; if [ "${1:-}" = --micro ]; then shift; run_micro "$@"; else image; run_bench Bench "$@"; fi ;;
        soak) shift; image; run_bench Soak "$@" ;;
        fuzz) shift; run_fuzz "$@" ;;
        clean) rm -rf build ;;
        help|-h|--help) usage ;;
        *) usage >&2; echo "build.sh: no command \"$command\"" >&2; exit 2 ;;
    esac
}

usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; }

# One build at a time; each step is skipped when what it reads has not changed. "image tests" compiles the tests while the image is linked.
image() {
    local beside=""
    lock
    find_jdk
    if changed image modules conf jlink build.sh; then
        fetch $IMAGE_PACKAGES
        compile
        if [ "${1:-}" = tests ]; then make_tests & beside=$!; fi
        link
        [ -z "$beside" ] || wait "$beside"
        done_with image
    fi
    unlock
}

# What docker load, podman load and skopeo read; no daemon is needed to write it.
container() {
    lock
    find_jdk
    if changed container build/stamps/image || [ ! -f build/owlboard-image.tar ]; then
        JDK=$JDK jlink/container build/owlboard build/container build/owlboard-image.tar
        done_with container
    fi
    unlock
}

# Containers are tested where an engine runs.
has_engine() { docker version >/dev/null 2>&1; }

lock() {
    writable
    command -v flock >/dev/null || return 0
    exec 9>build/.lock
    flock -n 9 || { say "waiting for another build"; flock 9; }
}

unlock() { exec 9>&-; }

writable() {
    local remedy="Everything is built in build/: clone owlboard to where you may write."
    if mkdir -p build 2>/dev/null && [ -w build ] && { [ ! -e build/.lock ] || [ -w build/.lock ]; }; then return; fi
    [ ! -x build/owlboard/bin/owlboard ] || remedy+=$'\n'"The image that is there runs from anywhere: cd ~ && $PWD/build/owlboard/bin/owlboard up"
    fail "$PWD/build cannot be written by $(id -un)." "$remedy"
}

find_jdk() {
    local home looked=""
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
        if grep -q '^JAVA_VERSION="25[".]' "$home/release" 2>/dev/null; then
            JDK=$home
            return
        fi
        looked+="  $home is $(sed -n 's/^JAVA_VERSION=//p' "$home/release" 2>/dev/null || echo 'of unknown version')"$'\n'
    done
    fail "a JDK 25 is missing. Install one (Temurin, or any other build of OpenJDK 25) or point JAVA_HOME to it." \
        "Looked in JAVA_HOME (${JAVA_HOME:-not set}), /usr/lib/jvm, /usr/java, /opt, ~/.sdkman, ~/.jdks and /Library/Java, and found:" \
        "${looked:-  no JDK}"
}

# changed NAME PATH..: true when the contents of the paths, or the JDK, are not what done_with NAME saw last.
changed() {
    local name=$1; shift
    mkdir -p build/stamps
    { cat "$JDK/release"
      find "$@" -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum > "build/stamps/$name.now"
    ! cmp -s "build/stamps/$name.now" "build/stamps/$name"
}

done_with() { mv "build/stamps/$1.now" "build/stamps/$1"; }

# fetch GROUP:ARTIFACT:VERSION..: into build/lib, each checked against its sum.
fetch() {
    local package jar
    mkdir -p build/lib
    for package in "$@"; do
        jar=$(jar_of "$package")
        [ -f "$jar" ] || resolve "$package"
        sed -n "s|  $package  .*|  $jar|p" jlink/packages.sha256 | sha256sum -c --strict --quiet \
            || fail "${jar#"$PWD/"} is not the file that jlink/packages.sha256 names." "Remove it to fetch it again; change the sum only if you trust the new file."
    done
}

jar_of() { local artifact=${1#*:}; echo "$PWD/build/lib/${artifact/:/-}.jar"; }

resolve() {
    command -v mvn >/dev/null || fail "mvn is missing. It is needed once, to fetch $1 into build/lib (Debian: apt-get install maven)."
    say "fetching $1"
    # First from what Maven has at hand, which also works without a network.
    maven "$1" -o || maven "$1" || fail "mvn could not fetch $1:" "$(cat build/mvn.log)"
}

# Without its colour codes, which come even where nothing is said.
maven() { MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}" mvn -B -q dependency:copy -Dartifact="$1" -DoutputDirectory="$PWD/build/lib" ${2:-} </dev/null 2>&1 | sed 's/\x1b\[[0-9;]*m//g' >build/mvn.log; }

class_path() { local package path=""; for package in "$@"; do path+=":$(jar_of "$package")"; done; echo "${path#:}"; }

modules() { local info; for info in modules/*/module-info.java; do info=${info#modules/}; echo "${info%/*}"; done; }

compile() {
    changed classes modules || return 0
    say "compiling $(modules | wc -l) module(s)"
    rm -rf build/classes
    # -missing: what a name and a type say is not said again in a comment
    "$JDK/bin/javac" $SHORT_RUN -Xlint:all,-serial,-missing-explicit-ctor -Xdoclint:all,-missing -XDignore.symbol.file -Werror -g \
        -d build/classes --module-source-path modules \
        --module-path "$(class_path $IMAGE_PACKAGES)" --module "$(modules | paste -sd,)"
    (cd modules && find ./*/ -type f ! -name '*.java' -exec cp --parents -t ../build/classes {} +)
    done_with classes
}

# Line numbers stay in (7 MB): a stall or an error is worth little without them. The image gets its name when it is complete.
link() {
    local options=""
    say "linking the image"
    rm -rf build/owlboard.new build/owlboard.old
    [ ! -d modules/owlboard.wire ] || options+=" --add-opens=java.base/java.lang=owlboard.wire" # the scheduler of virtual threads
    [ ! -d modules/owlboard.wire ] || options+=" --add-opens=java.base/sun.nio.ch=owlboard.wire" # options of sockets
    [ ! -d modules/owlboard.cli ] || options+=" --enable-native-access=owlboard.cli,owlboard.proxy,owlboard.wire" # signals, datagrams, TCP_INFO
    "$JDK/bin/jlink" --module-path "$PWD/build/classes:$(class_path $IMAGE_PACKAGES)" --add-modules "$(modules | paste -sd,)" \
        --no-header-files --no-man-pages --ignore-signing-information --generate-cds-archive \
        --add-options="$options" --output build/owlboard.new >build/link.log 2>&1 || fail "jlink failed:" "$(cat build/link.log)"
    rm build/owlboard.new/lib/server/classes_nocoops.jsa # for heaps above 32 GB
    name_providers
    install -m 755 jlink/owlboard build/owlboard.new/bin/owlboard
    options build/owlboard.new/lib/options
    [ ! -d conf ] || { cp -R conf/. build/owlboard.new/conf/; "$JDK/bin/java" jlink/Bundle.java build/owlboard.new/conf/www; }
    manual
    train
    [ ! -d build/owlboard ] || mv build/owlboard build/owlboard.old
    mv build/owlboard.new build/owlboard
    rm -rf build/owlboard.old
}

# options DIRECTORY: the JVM's options for each kind of role, as argument files of java.
options() {
    local kind
    mkdir -p "$1"
    for kind in proxy page service tool; do cat jlink/options/every "jlink/options/$kind" >"$1/$kind"; done
    cat "$1/service" jlink/options/user >"$1/user"
}

# The JDK's list names security providers that the image does not have. Looking for a missing one would load Bouncy Castle, on the first handshake.
name_providers() {
    local list=build/owlboard.new/conf/security/java.security number=0 name
    sed -i '/^security\.provider\.[0-9]/d' "$list"
    for name in SUN SunRsaSign SunEC SunJSSE SunJCE; do echo "security.provider.$((++number))=$name" >>"$list"; done
}

# Manual pages, and what shells complete.
manual() {
    [ ! -d modules/owlboard.cli ] || build/owlboard.new/bin/java @build/owlboard.new/lib/options/tool -m owlboard.cli/owlboard.cli.Manual build/owlboard.new/share
}

# A start takes half as long from a cache of classes and profiles. Only that is lost when one cannot be made.
train() {
    local image=build/owlboard.new
    rm -rf build/train
    "$JDK/bin/java" jlink/Train.java $image build/train >build/train.log 2>&1 || say "no start-up cache (build/train.log): starts are slower"
    [ ! -d modules/owlboard.cli ] || "$image/bin/java" @$image/lib/options/service -XX:AOTCacheOutput=$image/lib/service.aot \
        -m owlboard.cli/owlboard.cli.Rehearsal build/train/services >>build/train.log 2>&1 || say "no start-up cache (build/train.log): services start slower"
}

compile_tests() {
    lock
    make_tests
    unlock
}

make_tests() {
    fetch $TEST_PACKAGES
    changed tests modules test build.sh || return 0
    say "compiling the tests"
    rm -rf build/test/classes
    find test -name '*.java' ! -path 'test/bench/owlboard/*' > build/test-sources
    "$JDK/bin/javac" $SHORT_RUN -Xlint:all,-serial,-processing -g -proc:none -d build/test/classes -cp "$(test_class_path)" @build/test-sources
    done_with tests
}

# Absolute, as some tests start themselves again in another folder.
test_class_path() { echo "$(printf '%s:' "$PWD"/build/classes/*/)$(class_path $IMAGE_PACKAGES $TEST_PACKAGES)"; }

# Every test of one run in one JVM; Run prints a line for each class, what failed and, as the last line, the counts.
run_tests() {
    local shared=()
    [ ! -d ../shared ] || shared=(-Dowlboard.shared="$(cd ../shared && pwd)")
    rm -rf build/test/stalls
    mkdir -p build/test/stalls
    # The watchdogs of this JVM and of the images that tests start write what held a loop up for three seconds; Run then fails. What other
    # guests take of a virtual machine's cores cannot be told from a loop that computes, and one second of that was seen.
    local watch="-Dowlboard.stall.millis=3000 -Dowlboard.stalls=$PWD/build/test/stalls"
    # Most of these processes live for seconds; and nothing that they wait for is given up on a busy machine.
    OWLBOARD_BRIEF=yes OWLBOARD_JAVA_OPTS="${OWLBOARD_JAVA_OPTS:-} $watch -Dowlboard.patience=10" \
    exec "$JDK/bin/java" -XX:+UseSerialGC $SELDOM_HOT -Xmx1g -XX:+ExitOnOutOfMemoryError --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/sun.nio.ch=ALL-UNNAMED \
        --enable-native-access=ALL-UNNAMED -Djdk.trackAllThreads=false -Djdk.tls.server.disableExtensions=server_name \
        $watch -Dowlboard.image="$PWD/build/owlboard" "${shared[@]}" \
        -cp "$PWD/build/test/classes:$(test_class_path)" owlboard.harness.Run build/test/classes "$1"
}

# run_bench CLASS ARGUMENTS
run_bench() {
    local class=$1
    shift
    rm -rf build/bench
    "$JDK/bin/javac" -Xlint:all -d build/bench/classes test/bench/owlboard/bench/*.java
    ulimit -n "$(ulimit -Hn)" # 512 connections have two ends
    exec "$JDK/bin/java" -cp build/bench/classes owlboard.bench.$class build/owlboard build/bench "$@"
}

# JMH's own code is made from the annotations of the benchmarks; each runs in a JVM of its own.
run_micro() {
    lock
    find_jdk
    fetch $IMAGE_PACKAGES $TEST_PACKAGES $BENCH_PACKAGES
    compile
    unlock
    compile_tests
    local path
    path=$(test_class_path):$(class_path $BENCH_PACKAGES)
    rm -rf build/micro
    mkdir -p build/micro
    "$JDK/bin/javac" $SHORT_RUN -processor org.openjdk.jmh.generators.BenchmarkProcessor -processorpath "$(class_path $TEST_PACKAGES $BENCH_PACKAGES)" \
        -g -d build/micro -cp "$PWD/build/test/classes:$path" $(find test/bench/micro -name '*.java')
    exec "$JDK/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m --add-opens java.base/java.lang=ALL-UNNAMED -Djava.io.tmpdir="$PWD/build/micro" \
        -cp "$PWD/build/micro:$PWD/build/test/classes:$path" org.openjdk.jmh.Main "$@"
}

# At low priority: it takes a core for as long as it is given.
run_fuzz() {
    lock
    find_jdk
    fetch $IMAGE_PACKAGES $TEST_PACKAGES
    compile
    unlock
    compile_tests
    exec nice "$JDK/bin/java" -XX:+UseSerialGC -Xmx512m --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/sun.nio.ch=ALL-UNNAMED \
        --enable-native-access=ALL-UNNAMED -cp "$PWD/build/test/classes:$(test_class_path)" owlboard.fuzz.Fuzz "$@"
}

say() { echo "build.sh: $*" >&2; }

fail() { say "$1"; shift; [ $# -eq 0 ] || printf '%s\n' "$@" >&2; exit 1; }

main "$@"
