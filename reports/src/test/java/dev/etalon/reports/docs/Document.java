package dev.etalon.reports.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation: the commands that it shows, in their order, and the files. A block
 * whose first line is a comment with nothing but a file's name is that file.
 *
 * @param path where it is
 * @param commands what a reader is told to type, of programs that a test can start
 * @param files by name
 * @param java the Java that it shows
 */
record Document(Path path, List<Command> commands, Map<String, String> files, List<String> java) {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```([a-z]*)[^\\n]*\\n(.*?)^```\\s*?$");
  private static final Pattern FILE = Pattern.compile("\\A(?:#|//) ([\\w-]+\\.[a-z]+)\\n");
  private static final Pattern COMMAND = Pattern.compile("(etalon|python3|source) .*");

  /**
   * A line to type. Its comment tells the reader, and the test, what is unusual about it.
   *
   * @param line with the comment
   */
  record Command(String line) {
    private static final Pattern EXIT = Pattern.compile("#.*exits with (\\d+)");

    /** The exit code that is promised. */
    int exitCode() {
      Matcher exit = EXIT.matcher(line);
      return exit.find() ? Integer.parseInt(exit.group(1)) : 0;
    }

    /** Whether it runs for longer than a test waits. */
    boolean takesMinutes() {
      return line.matches(".*#.*\\b(minutes|hours)\\b.*");
    }

    /** What it asks for that a machine may lack. */
    boolean needsGpu() {
      return line.matches(".*#.*needs a GPU.*");
    }

    boolean needsPyTorch() {
      return line.matches(".*#.*needs PyTorch.*");
    }

    boolean needsPython() {
      return line.matches(".*(python3|\\.py\\b).*") || line.startsWith("etalon grade");
    }
  }

  /** Every page, the landing page first. */
  static List<Document> all() throws IOException {
    List<Path> paths =
        new ArrayList<>(List.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md")));
    try (Stream<Path> pages = Files.list(Path.of("docs"))) {
      pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(paths::add);
    }
    List<Document> documents = new ArrayList<>();
    for (Path path : paths) {
      documents.add(read(path));
    }
    return documents;
  }

  private static Document read(Path path) throws IOException {
    List<Command> commands = new ArrayList<>();
    Map<String, String> files = new LinkedHashMap<>();
    List<String> java = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(path));
    while (block.find()) {
      Matcher file = FILE.matcher(block.group(2));
      if (file.find()) {
        files.put(file.group(1), block.group(2));
      } else if (block.group(1).equals("java")) {
        java.add(block.group(2));
      } else if (block.group(1).isEmpty() || block.group(1).equals("sh")) {
        block
            .group(2)
            .lines()
            .filter(line -> COMMAND.matcher(line).matches())
            .map(Command::new)
            .forEach(commands::add);
      }
    }
    return new Document(path, commands, files, java);
  }

  @Override
  public String toString() {
    return path.getFileName().toString();
  }
}
