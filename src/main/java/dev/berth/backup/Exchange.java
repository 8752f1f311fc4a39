package dev.berth.backup;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts what was brought back beside in the place of what serves, and the other way round: both lie in the same file system.
 * Everything here may be cut off and repeated.
 */
final class Exchange {
    /** What a restored folder holds, and the one before it does not: by it a cut-off exchange is told from one not begun. */
    private static final String MARK = "berth.restored-";

    /** LIVE COPY MARK: puts a copy in the place of what serves, unless that was done already. */
    private static final String EXCHANGE = """
            set -eu
            if [ -e "$1/$3" ]; then exit 0; fi
            if [ ! -e "$2/$3" ]; then echo "there is no copy in $2" >&2; exit 1; fi
            if [ -e "$1" ]; then mv --exchange --no-target-directory "$1" "$2"; else mv --no-target-directory "$2" "$1"; fi
            sync --file-system "$1"
            """;

    /** LIVE COPY MARK: the way back, unless that was gone already. */
    private static final String EXCHANGE_BACK = """
            set -eu
            if [ ! -e "$1/$3" ]; then exit 0; fi
            if [ -e "$2" ]; then mv --exchange --no-target-directory "$1" "$2"; else mv --no-target-directory "$1" "$2"; fi
            sync --file-system "${1%/*}"
            """;

    /** LIVE KEPT: copies a folder's content, whole or not at all. */
    private static final String KEEP = """
            set -eu
            if [ -e "$2.complete" ]; then exit 0; fi
            rm -rf "$2"
            mkdir -p "$2"
            cp --archive "$1/." "$2"
            sync --file-system "$2"
            touch "$2.complete"
            """;

    /** LIVE KEPT: makes a folder's content what was brought back beside it, unless that was done already. */
    private static final String GIVE = """
            set -eu
            if [ ! -e "$2.restored" ]; then exit 0; fi
            find "$1" -mindepth 1 -delete
            cp --archive "$2.restored/." "$1"
            sync --file-system "$1"
            mv --no-target-directory "$2.restored" "$2.given"
            rm -rf "$2.given"
            """;

    /** LIVE KEPT: makes a folder's content what was kept of it, and keeps what it was until now. */
    private static final String GIVE_BACK = """
            set -eu
            if [ ! -e "$2.complete" ]; then exit 0; fi
            if [ ! -e "$2.since.complete" ]; then
              rm -rf "$2.since"
              mkdir -p "$2.since"
              cp --archive "$1/." "$2.since"
              sync --file-system "$2.since"
              touch "$2.since.complete"
            fi
            find "$1" -mindepth 1 -delete
            cp --archive "$2/." "$1"
            sync --file-system "$1"
            """;

    /**
     * LIVE COPY MARK present|absent: the same for a copy that lies in what serves, which is a whole volume: its entries change
     * places one by one. Until all of what was there is aside they are put back; after that, noted in a file, it goes on. The
     * file by which a server knows a cluster goes first and comes last, so that none takes half of one for whole.
     */
    static final String EXCHANGE_CONTENT = """
            set -eu
            aside=$2.aside
            bring() {
              find "$1" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv --target-directory="$2" {} +
              sync --file-system "$2"
              if [ -e "$1/PG_VERSION" ]; then mv --target-directory="$2" "$1/PG_VERSION"; fi
              rmdir "$1"
            }
            finish() {
              if [ -d "$aside" ]; then
                if [ -d "$2" ]; then bring "$2" "$1"; fi
                mv --no-target-directory "$aside" "$2"
              fi
              sync --file-system "$1"
              rm "$2.turned"
            }
            if [ -e "$2.turned" ]; then finish "$1" "$2"; fi
            if [ -d "$aside" ]; then bring "$aside" "$1"; fi
            here=absent
            if [ -e "$1/$3" ]; then here=present; fi
            if [ "$here" = absent ] && [ ! -e "$2/$3" ]; then echo "there is no copy in $2" >&2; exit 1; fi
            if [ "$here" = "$4" ]; then exit 0; fi
            if [ ! -d "$2" ]; then echo "there is nothing in $2 to exchange it for" >&2; exit 1; fi
            mkdir --mode=0700 "$aside"
            chown --reference="$1" "$aside"
            if [ -e "$1/PG_VERSION" ]; then mv --target-directory="$aside" "$1/PG_VERSION"; fi
            find "$1" -mindepth 1 -maxdepth 1 ! -name 'pgsql_tmp-beside-*' ! -name lost+found -exec mv --target-directory="$aside" {} +
            sync --file-system "$1"
            touch "$2.turned"
            finish "$1" "$2"
            """;

    /** LIVE COPY: notes which file was brought back, since it can hold no mark. */
    private static final String NOTE_FILE = """
            set -eu
            rm -f "$1.given" "$1.returning"
            stat --format=%i "$1" >"$1.inode"
            """;

    /** LIVE COPY: the same as EXCHANGE for a file. */
    private static final String EXCHANGE_FILE = """
            set -eu
            if [ -e "$2.given" ]; then exit 0; fi
            if [ -e "$2" ] && [ "$(stat --format=%i "$2")" = "$(cat "$2.inode")" ]; then
              if [ -e "$1" ]; then mv --exchange --no-target-directory "$1" "$2"; else mv --no-target-directory "$2" "$1"; fi
            fi
            sync --file-system "${2%/*}"
            touch "$2.given"
            """;

    /** LIVE COPY: the way back for a file; by then the store may have written it anew. */
    private static final String EXCHANGE_FILE_BACK = """
            set -eu
            if [ ! -e "$2.inode" ]; then exit 0; fi
            if [ ! -e "$2.given" ] && [ -e "$2" ] && [ "$(stat --format=%i "$2")" = "$(cat "$2.inode")" ]; then exit 0; fi
            touch "$2.given"
            if [ ! -e "$2.returning" ]; then
              { if [ -e "$1" ]; then stat --format=%i "$1"; else echo none; fi; } >"$2.noting"
              mv "$2.noting" "$2.returning"
            fi
            now=none
            if [ -e "$1" ]; then now=$(stat --format=%i "$1"); fi
            if [ "$now" = "$(cat "$2.returning")" ]; then
              if [ -e "$1" ] && [ -e "$2" ]; then mv --exchange --no-target-directory "$1" "$2"
              elif [ -e "$1" ]; then mv --no-target-directory "$1" "$2"
              elif [ -e "$2" ]; then mv --no-target-directory "$2" "$1"
              fi
            fi
            sync --file-system "${2%/*}"
            rm -f "$2.inode"
            """;

    /** FOLDER BEGINNING KEPT: removes copies, all but one. */
    private static final String SWEEP = """
            set -eu
            for copy in "$1/$2"*; do
              if [ -e "$copy" ] && [ "${copy##*/}" != "$2$3" ]; then rm -rf "$copy"; fi
            done
            """;

    private final Workbench workbench;
    private final String mark;

    /** @param id of the restore */
    Exchange(Workbench workbench, String id) {
        this.workbench = workbench;
        this.mark = MARK + id;
    }

    /** Marks a copy of a database, in the container that it lies in. */
    void mark(SideCluster copy, String folder) {
        Workbench.succeeded(
                "mark the copy",
                copy.run("sh", "-c", "rm -f \"$1\"/%s* && touch \"$1/%s\"".formatted(MARK, mark), "berth", folder));
    }

    /** Marks a copy. */
    void mark(RestorePlan.Move move) {
        if (isFile(move)) {
            script("mark the copy", NOTE_FILE, move.copy());
        } else {
            workbench.require("mark the copy", "touch", move.copy() + "/" + mark);
        }
    }

    /** Puts a copy in the place of what serves. */
    void give(RestorePlan.Move move) {
        String what = "put the copy in place";
        if (isWithin(move)) {
            script(what, EXCHANGE_CONTENT, move.live(), move.copy(), mark, "present");
        } else if (isFile(move)) {
            script(what, EXCHANGE_FILE, move.live(), move.copy());
        } else {
            script(what, EXCHANGE, move.live(), move.copy(), mark);
        }
    }

    /** Puts back what served before. */
    void giveBack(RestorePlan.Move move) {
        String what = "put back what served";
        if (isWithin(move)) {
            script(what, EXCHANGE_CONTENT, move.live(), move.copy(), mark, "absent");
        } else if (isFile(move)) {
            script(what, EXCHANGE_FILE_BACK, move.live(), move.copy());
        } else {
            script(what, EXCHANGE_BACK, move.live(), move.copy(), mark);
        }
    }

    private static boolean isWithin(RestorePlan.Move move) {
        return move.copy().startsWith(move.live() + "/");
    }

    private static boolean isFile(RestorePlan.Move move) {
        return move.live().endsWith("/" + SideRedis.SNAPSHOT);
    }

    /** Gives a volume what was brought back of it, and keeps what it held. */
    void give(RestorePlan.Kept kept) {
        script("keep what %s holds".formatted(kept.name()), KEEP, kept.live(), kept.kept());
        script("give %s what it held".formatted(kept.name()), GIVE, kept.live(), kept.kept());
    }

    /** Gives a volume what it held before. */
    void giveBack(RestorePlan.Kept kept) {
        script("give back what %s held".formatted(kept.name()), GIVE_BACK, kept.live(), kept.kept());
    }

    /**
     * Removes the copies of a folder that came to nothing.
     *
     * @param beginning of their names, before the id of the restore
     * @param kept the restore whose copy stays; empty for none
     */
    void sweep(String folder, String beginning, String kept) {
        script("remove copies that came to nothing", SWEEP, folder, beginning, kept);
    }

    private void script(String what, String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "berth"));
        words.addAll(List.of(arguments));
        workbench.require(what, words.toArray(String[]::new));
    }
}
