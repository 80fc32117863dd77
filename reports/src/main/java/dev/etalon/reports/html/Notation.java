package dev.etalon.reports.html;

import gg.jte.Content;

/**
 * An equation as the definitions write it, with its subscripts lowered: {@code Σ_{p,k : …}}, {@code
 * y_i}.
 */
public final class Notation implements Content {
  private final String equation;

  private Notation(String equation) {
    this.equation = equation;
  }

  public static Content of(String equation) {
    return new Notation(equation);
  }

  @Override
  public void writeTo(gg.jte.TemplateOutput output) {
    int position = 0;
    while (position < equation.length()) {
      int mark = equation.indexOf('_', position);
      int end = mark < 0 ? -1 : subscriptEnd(mark + 1);
      if (end <= mark + 1) {
        int next = mark < 0 ? equation.length() : mark + 1;
        output.writeUserContent(equation.substring(position, next));
        position = next;
        continue;
      }
      boolean braced = equation.charAt(mark + 1) == '{';
      output.writeUserContent(equation.substring(position, mark));
      output.writeContent("<sub>");
      output.writeUserContent(
          braced ? equation.substring(mark + 2, end - 1) : equation.substring(mark + 1, end));
      output.writeContent("</sub>");
      position = end;
    }
  }

  /** Behind a braced subscript, a letter or a number; {@code start} if there is none. */
  private int subscriptEnd(int start) {
    if (start >= equation.length()) {
      return start;
    }
    char first = equation.charAt(start);
    if (first == '{') {
      return equation.indexOf('}', start) + 1;
    }
    boolean identifier =
        start >= 2
            && Character.isLetter(equation.charAt(start - 2))
            && start + 1 < equation.length()
            && Character.isLetter(equation.charAt(start + 1))
            && Character.isLetter(first);
    if (identifier) {
      return start; // a name such as grad_input
    }
    return Character.isLetterOrDigit(first) || first == '…' ? start + 1 : start;
  }
}
