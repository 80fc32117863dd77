package dev.etalon.reports.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names that an option knows, and what to say of one that it does not.
 *
 * @param noun what is named, such as {@code operator}
 * @param names all names
 * @param listing how to see them, where they are too many for a sentence
 */
record Vocabulary(String noun, List<String> names, String listing) {
  private static final int SHORT = 24;

  Vocabulary(String noun, Collection<String> names, String listing) {
    this(noun, List.copyOf(names), listing);
  }

  /**
   * Says nothing if the name is known.
   *
   * @throws BadInput with a sentence that helps otherwise
   */
  void require(String name) {
    if (!names.contains(name)) {
      String allowed = names.size() <= SHORT ? "allowed: " + String.join(", ", names) : listing;
      throw new BadInput(
          "unknown %s '%s'%s; %s"
              .formatted(
                  noun,
                  name,
                  nearest(name).map(" (did you mean '%s'?)"::formatted).orElse(""),
                  allowed));
    }
  }

  /** The known name that is most probably meant. */
  private Optional<String> nearest(String name) {
    String given = name.toLowerCase(Locale.ROOT);
    String best = "";
    int least = Math.max(2, given.length() / 3) + 1;
    for (String known : names) {
      int distance = distance(given, known.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = known;
      }
    }
    if (!best.isEmpty()) {
      return Optional.of(best);
    }
    return names.stream()
        .filter(known -> given.length() >= 3 && known.toLowerCase(Locale.ROOT).contains(given))
        .findFirst();
  }

  /** The edit distance of Levenshtein. */
  private static int distance(String a, String b) {
    List<Integer> previous = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      previous.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      List<Integer> current = new ArrayList<>(List.of(i));
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous.get(j - 1) + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current.add(Math.min(substituted, 1 + Math.min(previous.get(j), current.get(j - 1))));
      }
      previous = current;
    }
    return previous.get(b.length());
  }
}
