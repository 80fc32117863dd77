package dev.etalon.reports.html;

import java.util.List;
import java.util.stream.Stream;

/**
 * What stands around the content of every page that Etalon writes: the masthead with its links, the
 * style, the scripts and the data. All of it is inside the file, and the page's policy forbids it
 * to ask anybody for more.
 *
 * @param title what the page's window is called
 * @param kind what the page is, such as {@code Verification report}
 * @param version of Etalon
 * @param links the masthead's links
 * @param footnote a last sentence
 * @param data what the scripts read, as JSON; empty if they read nothing
 * @param scripts the page's own scripts, which run after those of every page
 */
public record Frame(
    String title,
    String kind,
    String version,
    List<Link> links,
    String footnote,
    String data,
    List<String> scripts) {
  private static final String BEFORE_PAINT = "theme.js";
  private static final List<String> EVERYWHERE = List.of("page.js");

  /** A link of the masthead to a place of the page. */
  public record Link(String place, String text) {}

  /** The page's style. */
  public String style() {
    return Asset.text("report.css");
  }

  /** What must run before anything is painted. */
  public String early() {
    return Asset.text(BEFORE_PAINT);
  }

  /** The scripts, as one. */
  public String script() {
    return Asset.withoutIndentation(
        String.join(
            "\n", Stream.concat(EVERYWHERE.stream(), scripts.stream()).map(Asset::text).toList()));
  }

  /** The data, compressed: text that may stand inside a script element. */
  public String packedData() {
    return Asset.packed(data);
  }

  /** Which the browser lets run: the page's own two scripts and nothing else. */
  public String policy() {
    return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s' 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'"
        .formatted(Asset.sha256(early()), Asset.sha256(script()));
  }
}
