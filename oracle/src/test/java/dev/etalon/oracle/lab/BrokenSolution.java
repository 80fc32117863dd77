package dev.etalon.oracle.lab;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.fixtures.lab.LabQuestion.Convention;
import dev.etalon.oracle.lab.Policies.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A correct solution with one mistake in it.
 *
 * @param name the mistake, for people
 * @param lab the lab
 * @param search a piece of the correct source
 * @param replacement what stands in its place
 * @param policies under which it is judged
 * @param wrong the methods that are wrong, each with words that must be said of it
 */
record BrokenSolution(
    String name,
    Lab lab,
    String search,
    String replacement,
    Policies policies,
    Map<String, List<String>> wrong) {

  static final String EVERY_METHOD = "every method";

  private static BrokenSolution lab2(String name, String search, String replacement) {
    return new BrokenSolution(name, Lab.LAB2, search, replacement, Policies.DEFAULT, Map.of());
  }

  private static BrokenSolution cs231n(String name, String search, String replacement) {
    return new BrokenSolution(name, Lab.CS231N, search, replacement, Policies.DEFAULT, Map.of());
  }

  private BrokenSolution wrongIn(String method, String... words) {
    Map<String, List<String>> more = new LinkedHashMap<>(wrong);
    more.put(method, List.of(words));
    return new BrokenSolution(name, lab, search, replacement, policies, more);
  }

  private BrokenSolution under(Policies other) {
    return new BrokenSolution(name, lab, search, replacement, other, wrong);
  }

  @Override
  public String toString() {
    return lab.label() + ": " + name;
  }

  private static final String CONV = "Convolution.";
  private static final String POOL = "MaxPooling.";
  private static final String LOSS = "SoftmaxCrossEntropyWithLogits.";
  private static final String L2 = "L2Regularizer.";
  private static final Policies STRICT_MUTATION = Policies.DEFAULT.mutation(Severity.FAIL);
  private static final Policies STRICT_OVERFLOW = Policies.DEFAULT.overflow(Severity.FAIL);
  private static final String LOSS_VALUE = "return -(y * log_probs).sum() / x.shape[0]";
  private static final String LOSS_GRADIENT = "return (probs - y) / x.shape[0]";

  /** One of each class of mistake that public solutions have. */
  static List<BrokenSolution> all() {
    return List.of(
        // convolution
        lab2(
                "kernel not flipped in the input gradient",
                "cols = self.weights.T @ rows",
                "kernels = self.weights.reshape(self.F, self.C, self.k, self.k)\n"
                    + "        cols = kernels[:, :, ::-1, ::-1].reshape(self.F, -1).T @ rows")
            .wrongIn(CONV + "backward_inputs", "it must be flipped"),
        lab2(
                "x[p:-p] with p = 0",
                "return col2im_cython(cols, n, c, h, w, self.k, self.k, self.pad, 1)",
                "p = self.pad\n"
                    + "        padded = col2im_cython(cols, n, c, h + 2 * p, w + 2 * p, self.k,"
                    + " self.k, 0, 1)\n"
                    + "        return padded[:, :, p:-p, p:-p]")
            .wrongIn(CONV + "backward_inputs", "only with a 1×1 kernel", "wrong shape"),
        lab2("weights not transposed", "cols = self.weights.T @ rows", "cols = self.weights @ rows")
            .wrongIn(CONV + "backward_inputs", "error", "not transposed"),
        lab2(
                "weight gradient averaged over the batch",
                "grad_weights = rows @ self.cols.T",
                "grad_weights = rows @ self.cols.T / grad_out.shape[0]")
            .wrongIn(CONV + "backward_params (dw)", "N = 3 times too small"),
        lab2(
                "unreshaped weight gradient",
                "grad_weights = rows @ self.cols.T",
                "grad_weights = (rows @ self.cols.T).reshape(self.F, self.C, self.k, self.k)")
            .wrongIn(CONV + "backward_params (dw)", "wrong shape", "parameter has"),
        lab2(
                "bias gradient summed over the batch only",
                "grad_bias = grad_out.sum(axis=(0, 2, 3))",
                "grad_bias = grad_out.sum(axis=0)")
            .wrongIn(CONV + "backward_params (db)", "wrong shape"),
        lab2(
                "batch size of the constructor in a convolution",
                "n = x.shape[0]\n        self.cols",
                "n = self.N\n        self.cols")
            .wrongIn(CONV + "forward", "another size than the constructor was told"),
        lab2("bias forgotten", " + self.bias.reshape(-1, 1)", "")
            .wrongIn(CONV + "forward", "wrong value"),
        lab2(
                "filters summed with the wrong axis order",
                "return res.reshape(self.F, x.shape[2], x.shape[3], n).transpose(3, 0, 1, 2)",
                "return res.reshape(n, self.F, x.shape[2], x.shape[3])")
            .wrongIn(CONV + "forward", "wrong value"),
        // pooling
        lab2("= for += on overlapping windows", "+= grad_out[:, :, i, j]", "= grad_out[:, :, i, j]")
            .wrongIn(POOL + "backward_inputs", "overlapping windows"),
        lab2(
                "a maximum that starts at 0",
                "out[:, :, i, j] = window.reshape(n, self.C, -1).max(axis=2)",
                "out[:, :, i, j] = np.maximum(window.reshape(n, self.C, -1).max(axis=2), 0)")
            .wrongIn(POOL + "forward", "negative"),
        lab2(
                "the full gradient to every tied maximum",
                "best = window.reshape(n, self.C, -1).argmax(axis=2)\n"
                    + "                grad[item, channel, top + best // self.k, left + best %"
                    + " self.k] += grad_out[:, :, i, j]",
                "mask = window == window.max(axis=(2, 3), keepdims=True)\n"
                    + "                grad[:, :, top:top + self.k, left:left + self.k] += mask *"
                    + " grad_out[:, :, i:i + 1, j:j + 1]")
            .wrongIn(POOL + "backward_inputs", "tied maxim"),
        lab2(
                "wrong pooled size",
                "self.oh = (self.H - pool_size) // stride + 1",
                "self.oh = -(-self.H // stride)")
            .wrongIn(POOL + "forward", "wrong shape", "number of windows")
            .wrongIn(POOL + "backward_inputs", "error"),
        lab2(
                "batch size of the constructor in pooling",
                "n = x.shape[0]\n        out = ",
                "n = self.N\n        out = ")
            .wrongIn(POOL + "forward", "another size than the constructor was told"),
        lab2(
                "gradient divided among the window",
                "+= grad_out[:, :, i, j]",
                "+= grad_out[:, :, i, j] / self.k ** 2")
            .wrongIn(POOL + "backward_inputs", "wrong value"),
        // flatten
        lab2(
                "flattened with the channels last",
                "return x.reshape(x.shape[0], -1)",
                "return x.transpose(0, 2, 3, 1).reshape(x.shape[0], -1)")
            .wrongIn("Flatten.forward", "wrong value"),
        lab2(
                "shape of the constructor in flatten",
                "self.input_shape = x.shape\n        return x.reshape",
                "return x.reshape")
            .wrongIn("Flatten.backward_inputs", "another size than the constructor was told"),
        // ReLU
        lab2(
                "ReLU without a mask in the gradient",
                "return grad_out * (self.x > 0)",
                "return grad_out.copy()")
            .wrongIn("ReLU.backward_inputs", "wrong value"),
        lab2(
                "ReLU masked by the gradient",
                "return grad_out * (self.x > 0)",
                "return grad_out * (grad_out > 0)")
            .wrongIn("ReLU.backward_inputs", "wrong value"),
        lab2("leaky ReLU", "return np.maximum(x, 0)", "return np.maximum(x, 0.01 * x)")
            .wrongIn("ReLU.forward", "wrong value"),
        lab2("ReLU in its input", "return np.maximum(x, 0)", "return np.maximum(x, 0, out=x)")
            .under(STRICT_MUTATION)
            .wrongIn("ReLU.forward", "writes into its argument"),
        lab2(
                "ReLU in the incoming gradient",
                "return grad_out * (self.x > 0)",
                "grad_out[self.x <= 0] = 0\n        return grad_out")
            .under(STRICT_MUTATION)
            .wrongIn("ReLU.backward_inputs", "writes into its argument (cotangent)"),
        lab2(
                "ReLU′(0) = 1 where 0 is asked for",
                "return grad_out * (self.x > 0)",
                "return grad_out * (self.x >= 0)")
            .under(Policies.DEFAULT.without(Set.of(Convention.ONE)))
            .wrongIn("ReLU.backward_inputs", "another convention", "exactly 0"),
        // FC
        lab2(
                "FC weights not transposed",
                "return x @ self.weights.T + self.bias",
                "return x @ self.weights + self.bias")
            .wrongIn("FC.forward", "transposed"),
        lab2(
                "FC input gradient transposed",
                "return grad_out @ self.weights\n",
                "return grad_out @ self.weights.T\n")
            .wrongIn("FC.backward_inputs", "transposed"),
        lab2(
                "FC weight gradient transposed",
                "grad_weights = grad_out.T @ self.x",
                "grad_weights = self.x.T @ grad_out")
            .wrongIn("FC.backward_params (dw)", "wrong shape", "transposition"),
        lab2(
                "FC bias gradient averaged",
                "grad_bias = grad_out.sum(axis=0)\n        return [[self.weights, grad_weights]",
                "grad_bias = grad_out.mean(axis=0)\n        return [[self.weights, grad_weights]")
            .wrongIn("FC.backward_params (db)", "a mean over N is taken once too often"),
        lab2(
                "FC bias gradient a scalar",
                "grad_bias = grad_out.sum(axis=0)",
                "grad_bias = grad_out.sum()")
            .wrongIn("FC.backward_params (db)", "wrong shape"),
        lab2(
                "FC returns a copy of its weights",
                "grad_bias = grad_out.sum(axis=0)\n        return [[self.weights,",
                "grad_bias = grad_out.sum(axis=0)\n        return [[self.weights.copy(),")
            .wrongIn("FC.backward_params (dw)", "wrong parameter", "never learn"),
        lab2(
                "FC left open",
                "grad_weights = grad_out.T @ self.x",
                "raise NotImplementedError('yours to write')")
            .wrongIn("FC.backward_params (dw)", "not implemented")
            .wrongIn("FC.backward_params (db)", "not implemented"),
        lab2("FC gives None", "return grad_out @ self.weights\n", "pass\n")
            .wrongIn("FC.backward_inputs", "not implemented", "None"),
        lab2("exit() left in", "return grad_out @ self.weights\n", "raise SystemExit(1)\n")
            .wrongIn("FC.backward_inputs", "error", "ends the program"),
        // the loss
        lab2("loss per class", LOSS_VALUE, "return -(y * log_probs).sum(axis=0) / x.shape[0]")
            .wrongIn(LOSS + "forward", "wrong shape", "sum over the classes is missing"),
        lab2("loss per example", LOSS_VALUE, "return -(y * log_probs).sum(axis=1)")
            .wrongIn(LOSS + "forward", "wrong shape", "mean over the batch is missing"),
        lab2(
                "loss broadcast to (N, N)",
                LOSS_VALUE,
                "lse = np.log(np.exp(x).sum(axis=1, keepdims=True))\n"
                    + "        return (lse - (y * x).sum(axis=1)) / x.shape[0]")
            .wrongIn(LOSS + "forward", "wrong shape", "broadcast to (N, N)"),
        lab2("loss without 1/N", LOSS_VALUE, "return -(y * log_probs).sum()")
            .wrongIn(LOSS + "forward", "N = 3 times too large"),
        lab2("loss gradient without 1/N", LOSS_GRADIENT, "return probs - y")
            .wrongIn(LOSS + "backward_inputs", "1/N is missing"),
        lab2("loss a mean over N·C", LOSS_VALUE, "return -(y * log_probs).mean()")
            .wrongIn(LOSS + "forward", "a mean over C is taken once too often"),
        lab2("loss for a batch of 50", LOSS_VALUE, "return -(y * log_probs).sum() / 50")
            .wrongIn(LOSS + "forward", "right only with a batch of 50"),
        lab2("loss gradient for a batch of 50", LOSS_GRADIENT, "return (probs - y) / 50")
            .wrongIn(LOSS + "backward_inputs", "right only with a batch of 50"),
        lab2(
                "argmax of soft labels",
                LOSS_VALUE,
                "return -log_probs[np.arange(len(x)), y.argmax(axis=1)].mean()")
            .wrongIn(LOSS + "forward", "soft labels"),
        lab2(
                "clamped probabilities",
                LOSS_VALUE,
                "return -(y * np.log(np.clip(np.exp(log_probs), 1e-10, 1))).sum() / x.shape[0]")
            .wrongIn(LOSS + "forward", "clamped", "confident"),
        lab2(
                "ε in the logarithm",
                LOSS_VALUE,
                "return -(y * np.log(np.exp(log_probs) + 1e-6)).sum() / x.shape[0]")
            .wrongIn(LOSS + "forward", "clamped near 13.8"),
        lab2(
                "softmax without a shift",
                "e = np.exp(x - x.max(axis=1, keepdims=True))",
                "e = np.exp(x)")
            .under(STRICT_OVERFLOW)
            .wrongIn(LOSS + "backward_inputs", "±1000"),
        lab2(
                "logarithm of an underflowed probability",
                LOSS_VALUE,
                "return -(y * np.log(np.exp(log_probs))).sum() / x.shape[0]")
            .under(STRICT_OVERFLOW)
            .wrongIn(LOSS + "forward", "±1000"),
        lab2("sign of the loss gradient", LOSS_GRADIENT, "return (y - probs) / x.shape[0]")
            .wrongIn(LOSS + "backward_inputs", "the sign is wrong"),
        // regularisation
        lab2(
                "the norm is not squared",
                "return self.weight_decay * np.sum(self.weights ** 2)",
                "return self.weight_decay * np.linalg.norm(self.weights)")
            .wrongIn(L2 + "forward", "not squared"),
        lab2(
                "λ forgotten",
                "grad_weights = 2 * self.weight_decay * self.weights",
                "grad_weights = 2 * self.weights")
            .wrongIn(L2 + "backward_params (dw)", "wrong value"),
        lab2(
                "value of λ/2, gradient of λ",
                "return self.weight_decay * np.sum(self.weights ** 2)",
                "return self.weight_decay / 2 * np.sum(self.weights ** 2)")
            .wrongIn(L2 + "backward_params (dw)", "not that of the solution's own value"),
        lab2(
                "λ where λ/2 is asked for",
                "self.name = name\n\n    def forward(self):",
                "self.name = name\n\n    def forward(self):")
            .under(Policies.DEFAULT.without(Set.of(Convention.LAMBDA)))
            .wrongIn(L2 + "forward", "another convention")
            .wrongIn(L2 + "backward_params (dw)", "another convention"),
        // the whole file
        lab2("Python 2", "class Layer:", "print 'loading'\nclass Layer:")
            .wrongIn(EVERY_METHOD, "import error", "Python 2"),
        lab2("a module that is not there", "class Layer:", "import no_such_module\nclass Layer:")
            .wrongIn(EVERY_METHOD, "import error", "no_such_module"),
        lab2(
                "np.float",
                "return np.maximum(x, 0)",
                "return np.maximum(x, 0).astype(getattr(np, 'float_that_was'))")
            .wrongIn("ReLU.forward", "error", "removed from NumPy"),
        lab2("an endless loop", "return grad_out * (self.x > 0)", "while True:\n            pass")
            .wrongIn("ReLU.backward_inputs", "timed out"),
        lab2(
                "a segmentation fault",
                "grad = np.zeros(self.x.shape)",
                "__import__('ctypes').string_at(0)\n        grad = np.zeros(self.x.shape)")
            .wrongIn(POOL + "backward_inputs", "crashed", "SIGSEGV"),
        // CS231n
        cs231n("affine weight gradient transposed", "T @ dout\n", "T @ dout\n    dw = dw.T\n")
            .wrongIn("affine_backward (dw)", "wrong shape"),
        cs231n(
                "affine without a reshape of images",
                "out = x.reshape(x.shape[0], -1) @ w + b",
                "out = x @ w + b")
            .wrongIn("affine_forward", "several axes per example"),
        cs231n(
                "convolution cropped by [p:-p]",
                "dx = dpadded[:, :, pad:pad + h, pad:pad + width]",
                "dx = dpadded[:, :, pad:-pad, pad:-pad]")
            .wrongIn("conv_backward (dx)", "padding 0"),
        cs231n("= for += in the weight gradient", "dw += np.tensordot", "dw = np.tensordot")
            .wrongIn("conv_backward (dw)", "wrong value"),
        cs231n(
                "= for += in the input gradient",
                "dpadded[at] += np.tensordot",
                "dpadded[at] = np.tensordot")
            .wrongIn("conv_backward (dx)", "wrong value"),
        cs231n(
                "pooling windows are taken to be square",
                "x[:, :, i * stride:i * stride + hh, j * stride:j * stride + ww].max(",
                "x[:, :, i * stride:i * stride + hh, j * stride:j * stride + hh].max(")
            .wrongIn("max_pool_forward", "height and width differ"),
        cs231n(
                "= for += on overlapping windows",
                "dx[item, channel, top + a, left + b] +=",
                "dx[item, channel, top + a, left + b] =")
            .wrongIn("max_pool_backward (dx)", "overlapping windows"),
        cs231n(
                "loss of the first class only",
                "loss = -log_probs[np.arange(n), y].sum() / n",
                "loss = -log_probs[np.arange(n), 0].sum() / n")
            .wrongIn("softmax_loss (loss)", "wrong value"),
        cs231n("loss gradient without 1/N", "    dx /= n\n", "")
            .wrongIn("softmax_loss (dx)", "1/N is missing"),
        cs231n(
                "loss and gradient without 1/N",
                ".sum() / n\n    dx = np.exp(log_probs)\n    dx[np.arange(n), y] -= 1\n"
                    + "    dx /= n\n",
                ".sum()\n    dx = np.exp(log_probs)\n    dx[np.arange(n), y] -= 1\n")
            .wrongIn("softmax_loss (loss)", "1/N is missing")
            .wrongIn("softmax_loss (dx)", "1/N is missing", "a gradient check passes"),
        cs231n(
                "logits shifted in place",
                "shifted = x - x.max(axis=1, keepdims=True)",
                "x -= x.max(axis=1, keepdims=True)\n    shifted = x")
            .under(STRICT_MUTATION)
            .wrongIn("softmax_loss (loss)", "writes into its argument")
            .wrongIn("softmax_loss (dx)", "writes into its argument"));
  }
}
