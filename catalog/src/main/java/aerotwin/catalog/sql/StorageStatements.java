package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;
import static aerotwin.catalog.sql.Statement.row;
import static aerotwin.catalog.sql.Statement.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

import aerotwin.catalog.Session;

/** FSCK REPAIR TABLE, which finds the files of a table that are gone, and CACHE SELECT, which fills a cache of disks. */
final class StorageStatements implements Family {
    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("FSCK", "REPAIR", "TABLE")) {
            Name name = tokens.name();
            boolean dry = tokens.accept("DRY", "RUN");
            tokens.acceptAny("METADATA");
            tokens.expectEnd();
            return Optional.of(table(() -> missing(SqlException.quoted(name.parts().toArray(String[]::new)), dry),
                "dataFilePath", "dataFileMissing"));
        }
        if (tokens.accept("CACHE") && tokens.comes("SELECT")) {
            String query = tokens.rest();
            // The files are on this machine's disk already: only that the query is right is looked at.
            return Optional.of(effect(() -> Session.active().sql(query).schema()));
        }
        return Optional.empty();
    }

    private static List<Row> missing(String table, boolean dry) {
        List<Row> gone = Arrays.stream(Session.active().table(table).inputFiles()).sorted()
            .filter(StorageStatements::isGone).map(file -> row(file, "true")).toList();
        if (!dry && !gone.isEmpty()) {
            throw SqlException.of("FSCK REPAIR TABLE is not runnable locally where files are missing: " + gone.size() + " of "
                + table + " are, first " + gone.get(0).getString(0) + ". RESTORE the table to an older version, or make it anew.");
        }
        return gone;
    }

    private static boolean isGone(String file) {
        Configuration settings = Session.active().sessionState().newHadoopConf();
        Path path = new Path(URI.create(file));
        try {
            return !path.getFileSystem(settings).exists(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
