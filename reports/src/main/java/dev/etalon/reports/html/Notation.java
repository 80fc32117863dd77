package dev.etalon.reports.html;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An equation as the definitions write it on one line, such as {@code y_i = Σ_{p : s·p = i} x[p]²},
 * as MathML. Words stay text, and a new formula begins after each comma or word, so that long lines
 * can break: browsers do not break within a formula.
 *
 * <p>Understood are subscripts ({@code y_i}, {@code Σ_{…}}), superscripts ({@code x^j}, {@code
 * x^(j+1)}, ², ᵀ, ′), bars and hats over letters, {@code √(…)}, sums, products and maxima with what
 * they run over, and simple fractions in parentheses ({@code (1/N)}).
 */
public final class Notation implements Content {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "exp", "log", "tanh", "softmax", "max", "min", "argmax", "onehot", "trace", "ReLU", "dim",
          "clamp", "sign", "mean", "loss", "step", "scale", "pad", "indices", "groups", "degree",
          "before", "after", "value", "factor", "margin");
  private static final Set<String> LIMITS = Set.of("Σ", "Π", "∑", "∏", "max", "min", "argmax");
  private static final Map<String, String> BIG = Map.of("Σ", "∑", "Π", "∏");
  private static final Map<Integer, String> RAISED =
      Map.of(
          (int) '²', "<mn>2</mn>",
          (int) '³', "<mn>3</mn>",
          (int) 'ᵀ', "<mi>T</mi>",
          (int) '′', "<mo>′</mo>",
          (int) '⁻', "<mo>−</mo>");
  private static final Map<Integer, String> ACCENTS = Map.of(0x304, "¯", 0x302, "^", 0x303, "~");
  private static final String OPENING = "([{⟦⌊⌈";
  private static final String CLOSING = ")]}⟧⌋⌉";

  private final String equation;

  private Notation(String equation) {
    this.equation = equation;
  }

  public static Content of(String equation) {
    return new Notation(equation);
  }

  @Override
  public void writeTo(TemplateOutput output) {
    output.writeContent(new Parser(equation).mathML());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A piece of the line: a formula's markup, or words between formulas. */
  private record Piece(String markup, boolean word) {}

  private static final class Parser {
    private final int[] text;
    private int at;

    Parser(String equation) {
      text = equation.codePoints().toArray();
    }

    String mathML() {
      StringBuilder line = new StringBuilder();
      StringBuilder formula = new StringBuilder();
      int depth = 0;
      while (at < text.length) {
        if (text[at] == ' ') {
          at++;
          continue;
        }
        if (OPENING.indexOf(text[at]) >= 0) {
          depth++;
        } else if (CLOSING.indexOf(text[at]) >= 0) {
          depth--;
        }
        int start = at;
        Piece piece = piece();
        if (text[start] == '(' && text[at - 1] == ')') {
          depth--; // a fraction, taken as a whole
        }
        boolean separator = depth <= 0 && piece.markup().matches("<mo>[,;:]</mo>");
        if (piece.word()) {
          close(formula, line);
          line.append(piece.markup()).append(' ');
        } else if (separator) {
          formula.append(piece.markup());
          close(formula, line);
        } else {
          formula.append(piece.markup());
        }
      }
      close(formula, line);
      return line.toString().strip();
    }

    private static void close(StringBuilder formula, StringBuilder line) {
      if (!formula.isEmpty()) {
        line.append("<math displaystyle=\"true\">").append(formula).append("</math> ");
        formula.setLength(0);
      }
    }

    /** One token with everything that hangs on it. */
    private Piece piece() {
      String base;
      @Nullable String name = null;
      if (text[at] == '√' && next() == '(') {
        at++;
        base = "<msqrt><mrow>" + inside() + "</mrow></msqrt>";
      } else if (text[at] == '(' && fraction() != null) {
        base = takeFraction();
      } else if (OPENING.indexOf(text[at]) >= 0) {
        base = operator(text[at++]);
      } else if (Character.isLetter(text[at]) && !RAISED.containsKey(text[at])) {
        String word = letters();
        if (isName(word)) {
          return new Piece(escaped(name(word)), true);
        }
        name = word;
        base = identifier(word);
      } else if (Character.isDigit(text[at]) || text[at] == '½') {
        base = "<mn>" + number() + "</mn>";
      } else if (RAISED.containsKey(text[at])) {
        base = RAISED.get(text[at++]);
      } else {
        base = operator(text[at++]);
      }
      String markup = scripted(base, name);
      boolean applied = name != null && FUNCTIONS.contains(name) && at < text.length;
      return new Piece(
          applied && text[at] == ' ' && Character.isLetter(next())
              ? markup + "<mspace width=\"0.2em\"></mspace>"
              : markup,
          false);
    }

    private String scripted(String base, @Nullable String name) {
      String sub = "";
      StringBuilder sup = new StringBuilder();
      while (at < text.length) {
        if (text[at] == '_' && sub.isEmpty() && at + 1 < text.length) {
          at++;
          sub = argument(true);
        } else if (text[at] == '^' && at + 1 < text.length) {
          at++;
          sup.append(argument(false));
        } else if (RAISED.containsKey(text[at])) {
          sup.append(RAISED.get(text[at++]));
        } else if (text[at] >= '₀' && text[at] <= '₉') {
          sub += "<mn>" + (text[at++] - '₀') + "</mn>";
        } else {
          break;
        }
      }
      boolean limits = name != null && LIMITS.contains(name);
      String raised = sup.isEmpty() ? "" : "<mrow>" + sup + "</mrow>";
      String lowered = sub.isEmpty() ? "" : "<mrow>" + sub + "</mrow>";
      if (!lowered.isEmpty() && limits) {
        base = "<munder>" + base + lowered + "</munder>";
        lowered = "";
      }
      if (!lowered.isEmpty() && !raised.isEmpty()) {
        return "<msubsup>" + base + lowered + raised + "</msubsup>";
      }
      if (!lowered.isEmpty()) {
        return "<msub>" + base + lowered + "</msub>";
      }
      return raised.isEmpty() ? base : "<msup>" + base + raised + "</msup>";
    }

    /** What stands behind {@code _} or {@code ^}. */
    private String argument(boolean lowered) {
      if (text[at] == '{' || (!lowered && text[at] == '(')) {
        return inside();
      }
      if (!lowered && text[at] == '⟦') {
        String bracketed = inside();
        return "<mo>⟦</mo>" + bracketed + "<mo>⟧</mo>";
      }
      if (Character.isLetter(text[at])) {
        return identifier(letters());
      }
      return Character.isDigit(text[at]) ? "<mn>" + number() + "</mn>" : operator(text[at++]);
    }

    /** The tokens up to the bracket that closes the one here. */
    private String inside() {
      at++;
      StringBuilder markup = new StringBuilder();
      int depth = 1;
      while (at < text.length) {
        if (text[at] == ' ') {
          at++;
          continue;
        }
        if (CLOSING.indexOf(text[at]) >= 0 && --depth == 0) {
          at++;
          break;
        }
        if (OPENING.indexOf(text[at]) >= 0) {
          depth++;
        }
        Piece piece = piece();
        markup.append(
            piece.word() ? "<mtext>&nbsp;" + piece.markup() + "&nbsp;</mtext>" : piece.markup());
      }
      return markup.toString();
    }

    /** The text of {@code (a/b)} with plain a and b, if that stands here. */
    private @Nullable String fraction() {
      StringBuilder inner = new StringBuilder();
      for (int i = at + 1; i < text.length; i++) {
        if (text[i] == ')') {
          String parts = inner.toString();
          return parts.matches("[\\p{L}\\p{M}\\p{N}_]+/[\\p{L}\\p{M}\\p{N}_]+") ? parts : null;
        }
        inner.appendCodePoint(text[i]);
      }
      return null;
    }

    private String takeFraction() {
      String parts = String.valueOf(fraction());
      at += parts.codePointCount(0, parts.length()) + 2;
      List<String> sides = new ArrayList<>();
      for (String side : parts.split("/")) {
        Parser parser = new Parser(side);
        StringBuilder markup = new StringBuilder();
        while (parser.at < parser.text.length) {
          markup.append(parser.piece().markup());
        }
        sides.add("<mrow>" + markup + "</mrow>");
      }
      return "<mfrac>" + String.join("", sides) + "</mfrac>";
    }

    private int next() {
      return at + 1 < text.length ? text[at + 1] : -1;
    }

    /** A run of letters with their accents; Greek letters and functions stand for themselves. */
    private String letters() {
      StringBuilder run = new StringBuilder();
      while (at < text.length
          && (Character.isLetter(text[at]) || ACCENTS.containsKey(text[at]))
          && !RAISED.containsKey(text[at])) {
        run.appendCodePoint(text[at++]);
        boolean capitalOperator = run.length() == 1 && LIMITS.contains(run.toString());
        if (capitalOperator) {
          break;
        }
      }
      return run.toString();
    }

    /** A word of the sentence, or a name such as grad_input, and no symbol. */
    private boolean isName(String word) {
      boolean single = letterCount(word) == 1;
      boolean product = letterCount(word) == 2 && !isPlain(word);
      return !single && !product && !FUNCTIONS.contains(word);
    }

    private static int letterCount(String word) {
      return (int)
          Normalizer.normalize(word, Normalizer.Form.NFD)
              .codePoints()
              .filter(Character::isLetter)
              .count();
    }

    private static boolean isPlain(String word) {
      return word.chars().allMatch(c -> c < 128);
    }

    private String name(String word) {
      StringBuilder name = new StringBuilder(word);
      while (at < text.length && text[at] == '_' && Character.isLetter(next())) {
        at++;
        name.append('_').append(letters());
      }
      return name.toString();
    }

    private String number() {
      StringBuilder digits = new StringBuilder();
      while (at < text.length
          && (Character.isDigit(text[at])
              || text[at] == '½'
              || (text[at] == '.' && Character.isDigit(next())))) {
        digits.appendCodePoint(text[at++]);
      }
      return digits.toString();
    }
  }

  private static String identifier(String word) {
    if (BIG.containsKey(word)) {
      return "<mo largeop=\"true\" movablelimits=\"false\">" + BIG.get(word) + "</mo>";
    }
    if (FUNCTIONS.contains(word)) {
      return "<mi>" + word + "</mi>";
    }
    StringBuilder markup = new StringBuilder();
    int[] letters = Normalizer.normalize(word, Normalizer.Form.NFD).codePoints().toArray();
    for (int i = 0; i < letters.length; i++) {
      String letter = "<mi>" + escaped(Character.toString(letters[i])) + "</mi>";
      @Nullable String accent = i + 1 < letters.length ? ACCENTS.get(letters[i + 1]) : null;
      if (accent != null) {
        i++;
        letter =
            "<mover accent=\"true\">"
                + letter
                + "<mo stretchy=\"false\">"
                + accent
                + "</mo></mover>";
      }
      markup.append(letter);
    }
    return letters.length > 1 ? "<mrow>" + markup + "</mrow>" : markup.toString();
  }

  private static String operator(int symbol) {
    String text = escaped(Character.toString(symbol));
    return "([{⟦⌊⌈)]}⟧⌋⌉|‖/".indexOf(symbol) >= 0
        ? "<mo stretchy=\"false\">" + text + "</mo>"
        : "<mo>" + text + "</mo>";
  }
}
