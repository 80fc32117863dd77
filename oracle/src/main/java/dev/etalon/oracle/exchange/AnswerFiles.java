package dev.etalon.oracle.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.etalon.oracle.exchange.Answer.Partly;
import dev.etalon.oracle.exchange.Answer.State;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.oracle.tensorfile.Limits;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers in a folder {@code results}. They come from a foreign program: what cannot be read is
 * an answer too, a wrong one.
 *
 * @param folder the folder
 */
public record AnswerFiles(Path folder) {
  /** Speaks for the cases that have no answer of their own. */
  private static final String PROGRAM = "_program";

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_MESSAGE = 2000;

  /**
   * {@code KEY.json}; its components are the file's keys.
   *
   * @param status {@code computed} if it is missing
   * @param message for people
   * @param quantities the same of single quantities
   * @param observations what the program saw
   */
  record Remarks(
      @Nullable String status,
      @Nullable String message,
      @Nullable Map<String, @Nullable Remark> quantities,
      @Nullable Observations observations) {}

  /** What a program says of a quantity. */
  record Remark(@Nullable String status, @Nullable String message) {}

  /** What a program saw of its inputs. */
  record Observations(
      @Nullable List<@Nullable String> mutated, @Nullable Map<String, @Nullable String> notes) {}

  /** Whether something is there for a case. */
  public boolean exists(String key) {
    return ArrayStore.exists(folder, key)
        || Files.exists(folder.resolve(key + ".json"), LinkOption.NOFOLLOW_LINKS);
  }

  /** The answer to a case. */
  public Answer read(String key) {
    try {
      Optional<Map<String, Tensor>> arrays = ArrayStore.read(folder, key);
      Optional<Remarks> remarks = remarks(key);
      if (arrays.isEmpty() && remarks.isEmpty()) {
        return program().orElse(Answer.without(State.NOT_ANSWERED, ""));
      }
      return answer(arrays.orElse(Map.of()), remarks);
    } catch (IOException e) {
      return Answer.without(State.UNREADABLE, Text.brief(String.valueOf(e.getMessage())));
    }
  }

  /** What the program says of all cases, if it says so. */
  public Optional<Answer> program() throws IOException {
    Optional<Remarks> remarks = remarks(PROGRAM);
    return remarks.isEmpty() ? Optional.empty() : Optional.of(answer(Map.of(), remarks));
  }

  private static Answer answer(Map<String, Tensor> arrays, Optional<Remarks> remarks)
      throws MalformedFileException {
    if (remarks.isEmpty()) {
      return new Answer(State.COMPUTED, "", Map.of(), arrays, List.of(), Map.of());
    }
    Remarks said = remarks.get();
    Map<String, Partly> states = new LinkedHashMap<>();
    if (said.quantities() != null) {
      for (Map.Entry<String, @Nullable Remark> quantity : said.quantities().entrySet()) {
        @Nullable Remark remark = quantity.getValue();
        if (remark != null) {
          states.put(quantity.getKey(), new Partly(state(remark.status()), text(remark.message())));
        }
      }
    }
    List<String> mutated =
        said.observations() == null || said.observations().mutated() == null
            ? List.of()
            : said.observations().mutated().stream().map(String::valueOf).toList();
    Map<String, String> notes = new LinkedHashMap<>();
    if (said.observations() != null && said.observations().notes() != null) {
      said.observations().notes().forEach((name, note) -> notes.put(name, text(note)));
    }
    return new Answer(state(said.status()), text(said.message()), states, arrays, mutated, notes);
  }

  private static State state(@Nullable String status) throws MalformedFileException {
    return switch (status == null ? "computed" : status) {
      case "computed" -> State.COMPUTED;
      case "not_implemented" -> State.NOT_IMPLEMENTED;
      case "import_error" -> State.IMPORT_ERROR;
      case "error" -> State.ERROR;
      case "timed_out" -> State.TIMED_OUT;
      case "not_judged" -> State.NOT_ANSWERED;
      default ->
          throw new MalformedFileException(
              "the status is '%s'; allowed are computed, not_implemented, import_error, error,"
                  + " timed_out, not_judged".formatted(Text.brief(String.valueOf(status))));
    };
  }

  private static String text(@Nullable String message) {
    if (message == null) {
      return "";
    }
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
  }

  private Optional<Remarks> remarks(String key) throws IOException {
    Path file = folder.resolve(key + ".json");
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.of(parse(Limits.read(file, MAX_BYTES), file.toString()));
  }

  /** Reads {@code KEY.json} from its bytes, which are UTF-8 and no other encoding of JSON. */
  static Remarks parse(byte[] bytes, String source) throws IOException {
    try {
      @Nullable Remarks remarks = Json.MAPPER.readValue(new String(bytes, UTF_8), Remarks.class);
      if (remarks != null) {
        return remarks;
      }
      throw new MalformedFileException(source + " is null; an object is needed");
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "%s cannot be read: %s".formatted(source, Text.brief(e.getOriginalMessage())));
    }
  }
}
