package owlboard.services.canvas;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import owlboard.services.http.Refusal;
import owlboard.services.stores.Sql;
import owlboard.services.stores.Whereabouts;

/** Drawings in PostgreSQL, their JSON as text: what comes out is byte for byte what went in. */
public final class PostgresCanvases implements Canvases {
    private static final List<String> TABLES =
            List.of("CREATE TABLE IF NOT EXISTS canvases (id VARCHAR(128) PRIMARY KEY, drawing TEXT NOT NULL, checksum CHAR(64) NOT NULL)");

    private final Sql sql;

    private PostgresCanvases(Sql sql) {
        this.sql = sql;
    }

    public static Sql open(Whereabouts place) {
        return new Sql(place, TABLES);
    }

    public static PostgresCanvases in(Sql sql) {
        return new PostgresCanvases(sql);
    }

    @Override
    public void save(Canvas canvas) throws Refusal {
        sql.change(connection ->
                connection
                .query(
                "INSERT INTO canvases (id, drawing, checksum) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET drawing = "
                + "EXCLUDED.drawing, checksum = EXCLUDED.checksum",
                canvas.id(), new String(canvas.json(), StandardCharsets.UTF_8), canvas.checksum()));
    }

    @Override
    public Optional<Canvas> byId(String id) throws Refusal {
        return sql.read(connection -> connection.query("SELECT drawing, checksum FROM canvases WHERE id = $1", id).rows().stream()
                .findFirst()
                .map(row -> new Canvas(id, row.text("drawing").getBytes(StandardCharsets.UTF_8), row.text("checksum"))));
    }

    @Override
    public Optional<Outline> outline(String id) throws Refusal {
        return sql.read(connection -> connection.query("SELECT checksum, octet_length(drawing) AS size FROM canvases WHERE id = $1", id)
                .rows().stream()
                .findFirst().map(row -> new Outline(id, row.text("checksum"), row.number("size"))));
    }

    @Override
    public boolean remove(String id) throws Refusal {
        return sql.change(connection -> connection.query("DELETE FROM canvases WHERE id = $1", id)).affected() > 0;
    }
}
