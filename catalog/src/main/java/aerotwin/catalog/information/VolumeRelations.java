package aerotwin.catalog.information;

import static aerotwin.catalog.information.Relation.row;

import java.util.Map;
import java.util.stream.Stream;

import aerotwin.catalog.Volumes;

/** Volumes. */
final class VolumeRelations {
    private VolumeRelations() { }

    static Map<String, Relation> all() {
        return Map.of("volumes", Relation.of("volume_catalog string, volume_schema string, volume_name string, "
                + "volume_type string, volume_owner string, comment string, storage_location string, "
                + SchemaRelations.CHANGES,
            scope -> scope.schemas().flatMap(VolumeRelations::volumes)));
    }

    private static Stream<Object[]> volumes(Place place) {
        String catalog = place.catalogName();
        return Volumes.list(catalog, place.schema()).stream().map(name -> row(catalog, place.schema(), name, "MANAGED",
            null, Volumes.comment(catalog, place.schema(), name), path(catalog, place.schema(), name), null, null, null,
            null));
    }

    private static String path(String... names) {
        return "/Volumes/" + String.join("/", names);
    }
}
