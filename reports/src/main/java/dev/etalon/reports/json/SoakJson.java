package dev.etalon.reports.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etalon.oracle.verification.SoakState;

/** The state of a soak as JSON: its records as they are. */
public final class SoakJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

  /**
   * The file.
   *
   * @param schema the version of this tree's shape
   * @param soak the state
   */
  private record File(int schema, SoakState soak) {}

  private static final int SCHEMA = 1;

  private SoakJson() {}

  public static String write(SoakState state) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(new File(SCHEMA, state))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a soak's records cannot be written as JSON", e);
    }
  }

  /**
   * The state that was written.
   *
   * @throws JsonProcessingException if this is no such file
   */
  public static SoakState read(String json) throws JsonProcessingException {
    return MAPPER.readValue(json, File.class).soak();
  }
}
