package org.ccalloc.examples.arrow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;

/** A table of measurements: number, place, value. */
final class Measurements {

    private static final int ROWS_OF_A_BATCH = 1 << 16;
    private static final List<String> PLACES = List.of("Aachen", "Bergen", "Coimbra", "Dornbirn", "Évora");

    private static final Schema SCHEMA = new Schema(List.of(
            Field.notNullable("number", new ArrowType.Int(64, true)),
            Field.notNullable("place", new ArrowType.Utf8()),
            Field.nullable("value", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));

    private Measurements() {}

    /**
     * What was read.
     *
     * @param rows how many
     * @param missing of how many the value is missing
     * @param sumOfNumbers of all rows
     * @param nameBytes of all places
     */
    record Totals(long rows, long missing, long sumOfNumbers, long nameBytes) {}

    static void write(Path file, int rows) throws IOException {
        try (BufferAllocator memory = new RootAllocator();
                VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, memory);
                FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                var writer = new ArrowFileWriter(batch, null, channel)) {
            writer.start();
            // The sum of the last first row and a whole batch may be beyond int.
            for (long first = 0; first < rows; first += ROWS_OF_A_BATCH) {
                fill(batch, (int) first, (int) Math.min(ROWS_OF_A_BATCH, rows - first));
                writer.writeBatch();
            }
            writer.end();
        }
    }

    private static void fill(VectorSchemaRoot batch, int first, int rows) {
        var number = (BigIntVector) batch.getVector("number");
        var place = (VarCharVector) batch.getVector("place");
        var value = (Float8Vector) batch.getVector("value");
        batch.allocateNew();
        for (int row = 0; row < rows; row++) {
            int n = first + row;
            number.setSafe(row, n);
            place.setSafe(row, new Text(PLACES.get(n % PLACES.size())));
            if (n % 10 == 0) {
                value.setNull(row);
            } else {
                value.setSafe(row, Math.sqrt(n));
            }
        }
        batch.setRowCount(rows);
    }

    static Totals read(Path file) throws IOException {
        try (BufferAllocator memory = new RootAllocator();
                FileChannel channel = FileChannel.open(file);
                var reader = new ArrowFileReader(channel, memory)) {
            var totals = new Totals(0, 0, 0, 0);
            while (reader.loadNextBatch()) {
                totals = add(totals, reader.getVectorSchemaRoot());
            }
            return totals;
        }
    }

    private static Totals add(Totals totals, VectorSchemaRoot batch) {
        var number = (BigIntVector) batch.getVector("number");
        var place = (VarCharVector) batch.getVector("place");
        long sum = totals.sumOfNumbers();
        long nameBytes = totals.nameBytes();
        for (int row = 0; row < batch.getRowCount(); row++) {
            sum += number.get(row);
            nameBytes += place.getValueLength(row);
        }
        return new Totals(
                totals.rows() + batch.getRowCount(),
                totals.missing() + batch.getVector("value").getNullCount(),
                sum,
                nameBytes);
    }
}
