package dev.etalon.oracle.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.etalon.oracle.tensorfile.Limits;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import dev.etalon.reference.operator.ConstraintViolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an exchange directory asks; the record components are the keys of {@code manifest.json}.
 *
 * @param format {@value #FORMAT}
 * @param schema the version of the format
 * @param etalon the version of Etalon that wrote it, or what else did
 * @param seed from which the cases were drawn
 * @param cases the cases, in the order in which they are to be answered
 */
public record Manifest(String format, int schema, String etalon, long seed, List<Exercise> cases) {
  /** What every manifest says of itself. */
  public static final String FORMAT = "etalon-exchange";

  /** The version that this code writes and reads. */
  public static final int SCHEMA = 1;

  private static final int MAX_BYTES = 1 << 25;
  private static final int MAX_CASES = 10_000;

  public Manifest {
    cases = List.copyOf(cases);
  }

  /** A manifest of this version. */
  public static Manifest of(String etalon, long seed, List<Exercise> cases) {
    return new Manifest(FORMAT, SCHEMA, etalon, seed, cases);
  }

  /** A manifest of some of the cases. */
  public Manifest with(List<Exercise> other) {
    return new Manifest(format, schema, etalon, seed, other);
  }

  /**
   * Reads a manifest.
   *
   * @throws MalformedFileException if it is missing or not one of this version
   */
  public static Manifest read(Path file) throws IOException {
    return parse(Limits.read(file, MAX_BYTES), file.toString());
  }

  /** Reads a manifest from its bytes, which are UTF-8 and no other encoding of JSON. */
  public static Manifest parse(byte[] bytes, String source) throws IOException {
    Manifest manifest;
    try {
      manifest = Json.MAPPER.readValue(new String(bytes, UTF_8), Manifest.class);
    } catch (JsonMappingException e) {
      throw new MalformedFileException(
          "%s is no manifest: %s"
              .formatted(
                  source,
                  e.getCause() instanceof ConstraintViolation violation
                      ? violation.getMessage()
                      : Text.brief(e.getOriginalMessage())));
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "%s is no JSON: %s".formatted(source, Text.brief(e.getOriginalMessage())));
    }
    if (manifest == null || !FORMAT.equals(manifest.format()) || manifest.schema() != SCHEMA) {
      throw new MalformedFileException(
          "%s is no manifest of format \"%s\" and schema %d".formatted(source, FORMAT, SCHEMA));
    }
    if (manifest.cases().size() > MAX_CASES) {
      throw new MalformedFileException(
          "%s has %d cases; allowed are %d".formatted(source, manifest.cases().size(), MAX_CASES));
    }
    Set<String> keys = new HashSet<>();
    for (Exercise exercise : manifest.cases()) {
      if (!keys.add(exercise.key())) {
        throw new MalformedFileException(
            "%s has two cases with the key '%s'".formatted(source, exercise.key()));
      }
    }
    return manifest;
  }
}
