package aerotwin.catalog.information;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.In;

import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Registry;
import aerotwin.catalog.Session;

/**
 * What a query of information_schema asks for: a catalog, or all of system's, and the values that its conditions
 * leave for some columns. To look into a table costs a read of its log, so nothing else is looked into.
 */
final class Scope {
    private final String catalog;
    private final Map<String, Set<String>> wanted = new HashMap<>();

    Scope(String catalog, Filter[] conditions) {
        this.catalog = catalog;
        for (Filter condition : conditions) {
            if (condition instanceof EqualTo) {
                want(((EqualTo) condition).attribute(), ((EqualTo) condition).value());
            } else if (condition instanceof In) {
                want(((In) condition).attribute(), ((In) condition).values());
            }
        }
    }

    /** The same catalog without conditions. */
    Scope anyTable() {
        return new Scope(catalog, new Filter[0]);
    }

    private void want(String column, Object... values) {
        Set<String> texts = new HashSet<>();
        Arrays.stream(values).forEach(value -> texts.add(String.valueOf(value)));
        wanted.merge(column.toLowerCase(Locale.ROOT), texts, (old, more) -> {
            old.retainAll(more);
            return old;
        });
    }

    private boolean wants(String column, String value) {
        return !wanted.containsKey(column) || wanted.get(column).contains(value);
    }

    /** The catalogs. */
    Stream<String> catalogs() {
        List<String> all = catalog.equals(Registry.SYSTEM) ? Registry.names() : List.of(catalog);
        return all.stream().filter(name -> wants("table_catalog", name) && wants("catalog_name", name));
    }

    /** The catalogs' schemas, information_schema among them. */
    Stream<Place> schemas() {
        return catalogs().flatMap(name -> {
            MappedCatalog in = (MappedCatalog) Session.catalogs().catalog(name);
            try {
                return Arrays.stream(in.listNamespaces())
                    .map(namespace -> new Place(in, namespace[0], null))
                    .filter(place -> wants("table_schema", place.schema()) && wants("schema_name", place.schema()));
            } catch (NoSuchNamespaceException gone) {
                return Stream.empty();
            }
        });
    }

    /** The schemas' tables and views. */
    Stream<Relatum> relations() {
        return schemas().flatMap(Scope::identifiers)
            .filter(place -> wants("table_name", place.identifier().name()))
            .flatMap(Scope::load);
    }

    private static Stream<Place> identifiers(Place place) {
        try {
            return Arrays.stream(place.catalog().listRelations(new String[] {place.schema()}))
                .map(identifier -> new Place(place.catalog(), place.schema(), identifier));
        } catch (NoSuchNamespaceException droppedSince) {
            return Stream.empty();
        }
    }

    private static Stream<Relatum> load(Place place) {
        try {
            return Stream.of(new Relatum(place, place.catalog().load(place.identifier())));
        } catch (NoSuchTableException droppedSince) {
            return Stream.empty();
        }
    }
}
