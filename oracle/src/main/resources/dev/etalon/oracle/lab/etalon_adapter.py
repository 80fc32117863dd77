"""Answers an Etalon exchange directory with Python code: a lab solution, a library's functions, your own.

    python3 etalon_adapter.py --interface lab2   --solution lab2/layers.py  DIR
    python3 etalon_adapter.py --interface cs231n --solution cs231n/layers.py DIR
    python3 etalon_adapter.py --functions torch.nn.functional --device cuda  DIR
    python3 etalon_adapter.py --solution kernels.py                          DIR   (see `operator` below)

One file, NumPy only, Python 3.9 or newer; copy it wherever you need it. The directory's format is
described in Etalon's documentation (exchange.md). Cases are answered in the manifest's order, each
before the next is begun, so that whoever watches knows which case a crash belongs to.
"""
import argparse
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import json
import os
import pathlib
import signal
import sys
import types

import numpy as np

CALL_SECONDS = 2.0
IMPORT_SECONDS = 5.0
# of what is no lab: a library loads for long, and loads more at its first calls
LIBRARY_CALL_SECONDS = 10.0
LIBRARY_IMPORT_SECONDS = 60.0
PATIENCE = 4  # times as long by the clock as by the processor
MESSAGE_LENGTH = 500


# --- the answer to one case -------------------------------------------------------------------------


class Absent(Exception):
    """The solution does not offer what is asked."""


class TooSlow(BaseException):
    """A call took longer than it may. No Exception, so that no `except Exception` in a loop eats it."""


class Answer:
    """What there is to say of a case: an array or a status for each quantity, and observations."""

    def __init__(self, case, slow, seconds):
        self.case = case
        self.arrays = {}
        self.quantities = {}
        self.mutated = []
        self.notes = {}
        self._slow = slow
        self._seconds = seconds

    def wants(self, *quantities):
        return any(quantity in self.case["wants"] for quantity in quantities)

    def status(self, quantities, status, message):
        for quantity in quantities:
            if self.wants(quantity):
                self.quantities[quantity] = {"status": status, "message": message[:MESSAGE_LENGTH]}

    def note(self, quantity, kind, text):
        self.notes[kind + " " + quantity] = text

    def call(self, quantities, function, inputs):
        """Calls the solution on copies of the inputs; what goes wrong is a status of the quantities.

        Returns what it returned, or None. An input that it changes in place is noted.
        """
        mark = (self.case["operator"], quantities[0])
        if mark in self._slow:
            self.status(quantities, "timed_out", self._slow[mark])
            return None
        before = {name: array.copy() for name, array in inputs.items()}
        try:
            with deadline(self._seconds):
                returned = function(*inputs.values())
        except TooSlow:
            self._slow[mark] = "no result within %g s" % self._seconds
            self.status(quantities, "timed_out", self._slow[mark])
            return None
        except (NotImplementedError, Absent) as error:
            self.status(quantities, "not_implemented", str(error) or "raises NotImplementedError")
            return None
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # also SystemExit: nothing that it raises may end the others
            self.status(quantities, "error", describe(error))
            return None
        for name, array in inputs.items():
            if not same(array, before[name]):
                self.mutated.append(name)
                for quantity in quantities:
                    self.note(quantity, "mutated", name)
        if returned is None or returned is NotImplemented or returned is Ellipsis:
            self.status(quantities, "not_implemented", "returns %r" % (returned,))
            return None
        return returned

    def put(self, quantity, value, scalar=False):
        """Records a result in the precision of the case, in the shape that it has."""
        if not self.wants(quantity):
            return
        if value is None or value is NotImplemented or value is Ellipsis:
            self.status([quantity], "not_implemented", "returns %r" % (value,))
            return
        try:
            array = np.asarray(value)
            if array.dtype == object or not np.issubdtype(array.dtype, np.number):
                raise TypeError("it has elements of type %s" % array.dtype)
            if np.iscomplexobj(array):
                raise TypeError("it is complex")
            if array.dtype != self.case["dtype"]:
                self.note(quantity, "dtype", str(array.dtype))
            if scalar and array.size == 1 and array.ndim:
                self.note(quantity, "shape", str(list(array.shape)))
                array = array.reshape(())
            self.arrays[quantity.replace(":", ".")] = array.astype(self.case["dtype"])
        except (TypeError, ValueError) as error:
            self.status([quantity], "error", "the result is no array of numbers: %s" % describe(error))

    def write(self, results, status="computed", message=""):
        key = self.case["key"]
        if self.arrays:
            draft = results / (key + ".draft")
            with open(draft, "wb") as file:
                np.savez(file, **self.arrays)
            os.replace(draft, results / (key + ".npz"))
        observations = {"mutated": sorted(set(self.mutated)), "notes": self.notes}
        write_json(
            results / (key + ".json"),
            {
                "status": status,
                "message": message[:MESSAGE_LENGTH],
                "quantities": self.quantities,
                "observations": observations,
            },
        )


def write_json(file, content):
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(content), encoding="utf-8")
    os.replace(draft, file)


def describe(error):
    """The kind of an exception, its message, and the solution's line."""
    place = ""
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename != __file__ and not code.co_filename.startswith("<"):
            name = os.path.basename(code.co_filename)
            if "site-packages" not in code.co_filename and "dist-packages" not in code.co_filename:
                place = " (%s, line %d, in %s)" % (name, traceback.tb_lineno, code.co_name)
        traceback = traceback.tb_next
    with contextlib.suppress(Exception):
        return "%s: %s%s" % (type(error).__name__, error, place)
    return type(error).__name__ + place


def same(a, b):
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


@contextlib.contextmanager
def deadline(seconds):
    """Raises TooSlow in the block after a time, where the system has interval timers.

    Processor time counts, so that a busy machine changes no verdict; who sleeps is ended, too, later.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    armed = [True]

    def ring(number, frame):
        if armed:
            raise TooSlow()

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, seconds), (signal.ITIMER_REAL, signal.SIGALRM, PATIENCE * seconds))
    previous = [signal.signal(number, ring) for _, number, _ in timers]
    try:
        for timer, _, limit in timers:
            # again and again: a block that swallows the first one hears the next
            signal.setitimer(timer, limit, 0.1)
        yield
    finally:
        while True:
            try:
                armed.clear()
                for (timer, number, _), handler in zip(timers, previous):
                    signal.setitimer(timer, 0)
                    signal.signal(number, handler)
                break
            except TooSlow:  # it rang once more before it was disarmed
                continue


# --- what solutions import: a helper in plain NumPy, and stubs ---------------------------------------


def im2col_cython(x, field_height, field_width, padding, stride):
    """Patches as columns: rows in the order c, i, j; columns in the order y, x, n, n fastest."""
    n, c, h, w = x.shape
    rows = (h + 2 * padding - field_height) // stride + 1
    columns = (w + 2 * padding - field_width) // stride + 1
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    cols = np.zeros((c, field_height, field_width, rows, columns, n), dtype=x.dtype)
    for i in range(field_height):
        for j in range(field_width):
            patch = padded[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride]
            cols[:, i, j] = patch.transpose(1, 2, 3, 0)
    return cols.reshape(c * field_height * field_width, rows * columns * n)


def col2im_cython(cols, N, C, H, W, field_height, field_width, padding, stride):
    """The adjoint of im2col_cython."""
    rows = (H + 2 * padding - field_height) // stride + 1
    columns = (W + 2 * padding - field_width) // stride + 1
    patches = cols.reshape(C, field_height, field_width, rows, columns, N)
    return _scatter(patches.transpose(0, 1, 2, 5, 3, 4), H, W, padding, stride)


def col2im_6d_cython(cols, N, C, H, W, HH, WW, pad, stride):
    """As col2im_cython, of patches (C, HH, WW, N, rows, columns)."""
    return _scatter(cols, H, W, pad, stride)


def _scatter(patches, h, w, padding, stride):
    c, height, width, n, rows, columns = patches.shape
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=patches.dtype)
    for i in range(height):
        for j in range(width):
            at = np.s_[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride]
            padded[at] += patches[:, i, j].transpose(1, 0, 2, 3)
    return padded[:, :, padding : padding + h, padding : padding + w]


class _StubType(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _StubType(name, (Stub,), {})


class Stub(metaclass=_StubType):
    """Stands for anything of a module that is imported but not needed: it can be called, subclassed, used
    as a decorator, and does nothing."""

    def __init__(self, *arguments, **named):
        pass

    def __call__(self, *arguments, **named):
        decorated = len(arguments) == 1 and not named and inspect.isroutine(arguments[0])
        return arguments[0] if decorated else Stub()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return False

    def __iter__(self):
        return iter(())


class _StubModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _StubType(name, (Stub,), {})


class Supplier(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the compiled helper under every name, and what is imported but not needed."""

    NOT_NEEDED = {
        "IPython", "PIL", "cv2", "cython", "Cython", "cupy", "imageio", "jax", "keras", "matplotlib",
        "numba", "pandas", "past", "pyximport", "scipy", "seaborn", "six", "skimage", "sklearn",
        "tensorboard", "tensorboardX", "tensorflow", "torch", "torchvision", "tqdm", "wandb",
    }  # fmt: skip
    PACKAGES = {"lab1", "lab2", "lab3", "utils", "cs231n"}
    HELPERS = {"im2col_cython": ("im2col_cython", "col2im_cython", "col2im_6d_cython")}

    def __init__(self, stubs):
        self.stubs = stubs

    def find_spec(self, name, path=None, target=None):
        top, last = name.partition(".")[0], name.rpartition(".")[2]
        if last in self.HELPERS or self.stubs and top in self.NOT_NEEDED:
            return importlib.machinery.ModuleSpec(name, self, is_package=last not in self.HELPERS)
        return None

    def create_module(self, spec):
        last = spec.name.rpartition(".")[2]
        if last in self.HELPERS:
            module = types.ModuleType(spec.name)
            for function in self.HELPERS[last]:
                setattr(module, function, globals()[function])
            return module
        return _StubModule(spec.name)

    def exec_module(self, module):
        pass


class LastResort(Supplier):
    """What nobody else finds: the packages that hold the helper, and the stubs."""

    def find_spec(self, name, path=None, target=None):
        if name in self.PACKAGES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return super().find_spec(name, path, target)


def supply(stubs_first):
    """From now on the helper and the stubs can be imported; the stubs before the real ones, or after."""
    if not any(isinstance(finder, Supplier) for finder in sys.meta_path):
        sys.meta_path.insert(0, Supplier(stubs_first))
        sys.meta_path.append(LastResort(True))


def load(path):
    """A file as a module, its folder as its package, so that relative imports work."""
    path = pathlib.Path(path).resolve()
    sys.path[:0] = [str(path.parent), str(path.parent.parent)]
    outer, inner = types.ModuleType("_solution"), types.ModuleType("_solution.folder")
    outer.__path__, inner.__path__ = [str(path.parent.parent)], [str(path.parent)]
    sys.modules["_solution"], sys.modules["_solution.folder"] = outer, inner
    name = "_solution.folder." + path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.modules.setdefault(path.stem, module)
    spec.loader.exec_module(module)
    return module


def find(owner, names, kind):
    for name in names:
        found = getattr(owner, name, None)
        if found is not None:
            return found
    raise Absent("there is no %s %s" % (kind, names[0]))


def tag(case, name):
    """The value of a tag `name=value`, or None."""
    for entry in case["tags"]:
        if entry.startswith(name + "="):
            return entry[len(name) + 1 :]
    return None


# --- lab 2: classes with state -----------------------------------------------------------------------


class Lab2:
    """`forward`, `backward_inputs`, `backward_params`; the parameters belong to the layer."""

    WEIGHTS = ["weights", "weight", "W", "w"]
    BIASES = ["bias", "biases", "b"]

    def __init__(self, module):
        self.module = module

    def answer(self, answer, arrays):
        case = answer.case
        operator = case["operator"]
        if operator == "cross_entropy":
            self._loss(answer, arrays)
        elif operator == "l2_penalty":
            self._penalty(answer, arrays)
        elif operator in ("conv2d", "max_pool2d", "flatten", "linear", "relu"):
            self._layer(answer, arrays)
        else:
            answer.status(case["wants"], "not_implemented", "lab 2 has no %s" % operator)

    def _make(self, case, arrays):
        attributes, shape = case["attributes"], list(arrays["input"].shape)
        shape[0] = int(tag(case, "constructor-batch") or shape[0])
        before = types.SimpleNamespace(shape=tuple(shape), name="input")
        operator = case["operator"]
        if operator == "conv2d":
            outputs, _, size, _ = arrays["weight"].shape
            layer = find(self.module, ["Convolution", "Conv"], "class")
            return layer(before, outputs, size, "conv", padding="SAME")
        if operator == "max_pool2d":
            layer = find(self.module, ["MaxPooling", "MaxPool"], "class")
            return layer(before, "pool", attributes["kernel_size"][0], attributes["stride"][0])
        if operator == "flatten":
            return find(self.module, ["Flatten"], "class")(before, "flatten")
        if operator == "relu":
            return find(self.module, ["ReLU", "Relu", "RELU"], "class")(before, "relu")
        layer = find(self.module, ["FC", "FullyConnected"], "class")
        return layer(before, arrays["weight"].shape[0], "fc")

    def _layer(self, answer, arrays):
        case = answer.case
        everything = case["wants"]
        own = {}

        def construct():
            layer = self._make(case, arrays)
            for operand, names in (("weight", self.WEIGHTS), ("bias", self.BIASES)):
                if operand in arrays:
                    own[operand] = self._set(layer, names, arrays[operand])
            return layer

        layer = answer.call(everything, construct, {})
        if layer is None:
            return
        value = answer.call(["forward"], lambda x: layer.forward(x), {"input": arrays["input"].copy()})
        if value is not None:
            answer.put("forward", value)
        if answer.wants("grad:input"):
            gradient = answer.call(
                ["grad:input"],
                lambda g: layer.backward_inputs(g),
                {"cotangent": arrays["cotangent"].copy()},
            )
            if gradient is not None:
                answer.put("grad:input", gradient)
        parameters = [q for q in ("grad:weight", "grad:bias") if answer.wants(q)]
        if parameters:
            returned = answer.call(
                parameters,
                lambda g: layer.backward_params(g),
                {"cotangent": arrays["cotangent"].copy()},
            )
            if returned is not None:
                for place, quantity in enumerate(parameters):
                    name = quantity[5:]
                    self._parameter(answer, quantity, returned, place, own[name], arrays[name].shape)

    def _set(self, layer, names, values):
        array = find(layer, names, "attribute")
        if not isinstance(array, np.ndarray):
            raise TypeError("%s is a %s; it must be a NumPy array" % (names[0], type(array).__name__))
        if array.size != values.size:
            raise ValueError(
                "%s has the shape %s; the layer needs %d elements"
                % (names[0], array.shape, values.size)
            )
        array[...] = values.reshape(array.shape)
        return array

    def _parameter(self, answer, quantity, returned, place, own, shape):
        """[[w, gw], [b, gb], name]: the gradient, and whether w is the layer's own array."""
        try:
            parameter, gradient = returned[place]
        except (TypeError, ValueError, IndexError, KeyError) as error:
            message = "backward_params must return [[w, gw], [b, gb], name]: %s" % describe(error)
            answer.status([quantity], "error", message)
            return
        if parameter is not own and not (
            isinstance(parameter, np.ndarray) and np.shares_memory(parameter, own)
        ):
            answer.note(quantity, "parameter", "another array than the layer's own")
        if np.shape(gradient) == own.shape:
            gradient = np.asarray(gradient).reshape(shape)
        elif gradient is not None and np.shape(gradient) == shape:
            answer.note(quantity, "own-shape", "%s, its parameter has %s" % (shape, own.shape))
        answer.put(quantity, gradient)

    def _loss(self, answer, arrays):
        loss = answer.call(
            answer.case["wants"],
            lambda: find(self.module, ["SoftmaxCrossEntropyWithLogits"], "class")(),
            {},
        )
        if loss is None:
            return
        inputs = {"input": arrays["input"], "target": arrays["target"]}
        copies = {name: array.copy() for name, array in inputs.items()}
        value = answer.call(["forward"], lambda x, y: loss.forward(x, y), copies)
        if value is not None:
            answer.put("forward", value, scalar=True)
        if answer.wants("grad:input"):
            copies = {name: array.copy() for name, array in inputs.items()}
            gradient = answer.call(
                ["grad:input"], lambda x, y: loss.backward_inputs(x, y), copies
            )
            if gradient is not None:
                answer.put("grad:input", upstream(answer, gradient, arrays))

    def _penalty(self, answer, arrays):
        weights = arrays["weight"].copy()
        strength = answer.case["attributes"]["lambda"]
        penalty = answer.call(
            answer.case["wants"],
            lambda: find(self.module, ["L2Regularizer"], "class")(weights, strength, "l2"),
            {},
        )
        if penalty is None:
            return
        before = weights.copy()
        value = answer.call(["forward"], penalty.forward, {})
        if not same(weights, before):
            answer.mutated.append("weight")
            answer.note("forward", "mutated", "weight")
        if value is not None:
            answer.put("forward", value, scalar=True)
        if answer.wants("grad:weight"):
            returned = answer.call(["grad:weight"], penalty.backward_params, {})
            if returned is not None:
                self._parameter(answer, "grad:weight", returned, 0, weights, weights.shape)
                if "grad.weight" in answer.arrays:
                    gradient = answer.arrays["grad.weight"]
                    answer.arrays["grad.weight"] = upstream(answer, gradient, arrays)


def upstream(answer, gradient, arrays):
    """The gradient of a scalar loss that has no upstream gradient in its interface."""
    try:
        return np.asarray(gradient) * float(arrays["cotangent"])
    except (TypeError, ValueError):
        return gradient


# --- CS231n: pairs of functions ----------------------------------------------------------------------


class Cs231n:
    """`out, cache = name_forward(…)`, `dx[, dw, db] = name_backward(dout, cache)`."""

    def __init__(self, module):
        self.module = module

    def answer(self, answer, arrays):
        case = answer.case
        attributes, operator = case["attributes"], case["operator"]
        if operator == "linear":
            weights = np.ascontiguousarray(arrays["weight"].T)
            shape = arrays["input"].shape
            if tag(case, "image"):
                image = [int(extent) for extent in tag(case, "image").split(",")]
                arrays["input"] = arrays["input"].reshape(shape[0], *image)
            self._pair(answer, arrays, "affine", {"weight": weights, "bias": arrays["bias"]}, [])
            if tag(case, "image") and "grad.input" in answer.arrays:
                if answer.arrays["grad.input"].shape == arrays["input"].shape:
                    answer.arrays["grad.input"] = answer.arrays["grad.input"].reshape(shape)
            if "grad.weight" in answer.arrays and answer.arrays["grad.weight"].ndim == 2:
                answer.arrays["grad.weight"] = answer.arrays["grad.weight"].T.copy()
        elif operator == "relu":
            self._pair(answer, arrays, "relu", {}, [])
        elif operator == "conv2d":
            settings = {"stride": attributes["stride"][0], "pad": attributes["padding"][0][0]}
            parameters = {"weight": arrays["weight"], "bias": arrays["bias"]}
            self._pair(answer, arrays, "conv", parameters, [settings])
        elif operator == "max_pool2d":
            height, width = attributes["kernel_size"]
            settings = {"pool_height": height, "pool_width": width, "stride": attributes["stride"][0]}
            self._pair(answer, arrays, "max_pool", {}, [settings])
        elif operator == "cross_entropy":
            self._loss(answer, arrays)
        else:
            answer.status(case["wants"], "not_implemented", "CS231n has no %s" % operator)

    def _function(self, name):
        names = [name, name.replace("_forward", "_forward_naive").replace("_backward", "_backward_naive")]
        return find(self.module, names, "function")

    def _pair(self, answer, arrays, name, parameters, settings):
        inputs = {"input": arrays["input"].copy()}
        inputs.update({key: value.copy() for key, value in parameters.items()})
        returned = answer.call(
            ["forward"],
            lambda *operands: self._function(name + "_forward")(*operands, *settings),
            inputs,
        )
        gradients = ["grad:input"] + ["grad:" + operand for operand in parameters]
        if returned is None:
            answer.status(gradients, "not_judged", "%s_forward gives no cache" % name)
            return
        if not isinstance(returned, (tuple, list)) or len(returned) != 2:
            answer.status(["forward"] + gradients, "error", "%s_forward must return (out, cache)" % name)
            return
        value, cache = returned
        answer.put("forward", value)
        wanted = [quantity for quantity in gradients if answer.wants(quantity)]
        if not wanted:
            return
        returned = answer.call(
            wanted,
            lambda g: self._function(name + "_backward")(g, cache),
            {"cotangent": arrays["cotangent"].copy()},
        )
        if returned is None:
            return
        if len(gradients) == 1 and not isinstance(returned, tuple):
            returned = (returned,)
        if not isinstance(returned, (tuple, list)) or len(returned) != len(gradients):
            message = "%s_backward must return %d gradients" % (name, len(gradients))
            answer.status(wanted, "error", message)
            return
        for quantity, gradient in zip(gradients, returned):
            answer.put(quantity, gradient)

    def _loss(self, answer, arrays):
        inputs = {"input": arrays["input"].copy(), "target": arrays["target"].copy()}
        returned = answer.call(
            ["forward", "grad:input"],
            lambda x, y: self._function("softmax_loss")(x, y),
            inputs,
        )
        if returned is None:
            return
        if not isinstance(returned, (tuple, list)) or len(returned) != 2:
            answer.status(answer.case["wants"], "error", "softmax_loss must return (loss, dx)")
            return
        answer.put("forward", returned[0], scalar=True)
        answer.put("grad:input", None if returned[1] is None else upstream(answer, returned[1], arrays))


# --- labs 0 and 1: classifiers -----------------------------------------------------------------------


class Classifiers:
    """`…_train(X, Y_)` and `…_classify(X, parameters…)`; the tag `function` says which is asked."""

    def __init__(self, module):
        self.module = module

    def answer(self, answer, arrays):
        name = tag(answer.case, "function")
        if name is None:
            answer.status(answer.case["wants"], "not_implemented", "no such function in this lab")
            return
        np.random.seed(100)
        x = arrays["input"].copy()
        if name.endswith("_train"):
            labels = arrays["target"].astype(int)
            parameters = answer.call(
                ["forward"],
                lambda x, y: find(self.module, [name], "function")(x, y),
                {"input": x, "target": labels},
            )
            if parameters is not None:
                self._probabilities(answer, arrays["input"], parameters)
            return
        given = [arrays[key] for key in ("weight", "bias", "weight2", "bias2") if key in arrays]
        given = [array.copy() for array in given]
        if name == "binlogreg_classify":
            given = [given[0].reshape(-1), float(given[1].reshape(-1)[0])]
        function = lambda x: self._classify(name, x, given)  # noqa: E731
        value = answer.call(["forward"], function, {"input": x})
        if value is not None:
            answer.put("forward", self._as_asked(value, answer.case))

    def _classify(self, name, x, given):
        """Parameters come one by one or as one tuple; weights are (out, in) or (in, out)."""
        function = find(self.module, [name], "function")
        problem = None
        for parameters in (given, [w.T if np.ndim(w) == 2 else w for w in given]):
            for arguments in ([x, *parameters], [x, tuple(parameters)]):
                with contextlib.suppress(TypeError):
                    inspect.signature(function).bind(*arguments)
                    try:
                        return function(*arguments)
                    except (ValueError, TypeError, IndexError) as error:
                        problem = problem or error
        if problem is not None:
            raise problem
        raise Absent("%s takes neither (X, parameters…) nor (X, tuple)" % name)

    @staticmethod
    def _as_asked(value, case):
        array = np.asarray(value)
        shape = tuple(case["output"]["shape"])
        return array.reshape(shape) if array.size == np.prod(shape) and array.ndim < 3 else array

    def _probabilities(self, answer, x, parameters):
        """What the trained parameters say of each example and class."""
        try:
            arrays = list(parameters.values() if isinstance(parameters, dict) else parameters)
            weights = [np.asarray(w, dtype=float) for w in arrays]
            weights = [w for w in weights if w.ndim < 3]
            hidden = x
            for place in range(0, len(weights) - 1, 2):
                w, b = weights[place], weights[place + 1]
                w = w.reshape(-1, 1) if w.ndim < 2 else w
                w = w if w.shape[0] == hidden.shape[1] else w.T
                hidden = hidden @ w + b.reshape(-1)
                if place + 3 < len(weights):
                    hidden = np.maximum(hidden, 0)
        except (TypeError, ValueError, AttributeError, IndexError) as error:
            answer.status(["forward"], "error", "the trained parameters cannot be read: " + describe(error))
            return
        if hidden.shape[1] == 1:
            hidden = np.hstack([np.zeros_like(hidden), hidden])
        e = np.exp(hidden - hidden.max(axis=1, keepdims=True))
        answer.put("forward", e / e.sum(axis=1, keepdims=True))


# --- how a function takes what is asked ----------------------------------------------------------------


class Binding:
    """A function with a case's attributes bound, to be called with the operands in their order.

    Operands go by name if the function names them all, so that one that is left out leaves no gap; else
    by position. Attributes go by name, as far as the function takes them.
    """

    def __init__(self, function, operands, attributes):
        self.function = function
        self.operands = list(operands)
        try:
            parameters = inspect.signature(function).parameters
        except (TypeError, ValueError):  # a compiled function that does not say
            parameters = {}
        every = list(parameters.values())
        # a name that the function gives to an operand is no attribute, such as "target"
        attributes = {name: value for name, value in attributes.items() if name not in self.operands}
        self.takes_all = not parameters or any(p.kind is p.VAR_KEYWORD for p in every)
        keys = {p.name for p in every if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
        self.by_name = keys.issuperset(self.operands)
        if not self.by_name:
            places = [p.name for p in every if p.kind is p.POSITIONAL_OR_KEYWORD]
            keys.difference_update(places[: len(self.operands)])
        self.named = {n: v for n, v in attributes.items() if n in keys or self.takes_all}
        self.left_out = {n: v for n, v in attributes.items() if n not in self.named}
        self.missing = [
            p.name
            for p in every
            if p.default is p.empty and p.name in keys and p.name not in {*self.operands, *self.named}
        ]

    def __call__(self, *operands):
        if self.by_name:
            return self.function(**dict(zip(self.operands, operands)), **self.named)
        return self.function(*operands, **self.named)


# --- the functions of a library -----------------------------------------------------------------------


class Functions:
    """Functions of a module by the operator's name, such as torch.nn.functional's; values only."""

    RENAMED = {"axis": "dim"}
    # what such functions do unless they are told otherwise; then it need not be said
    IMPLIED = {
        "ceil_mode": False,
        "dilation": 1,
        "groups": 1,
        "output_padding": 0,
        "padding": 0,
        "scale": 1.0,
        "slope_at_zero": 0,
        "ties": "first",
    }
    FIXED = {"flatten": {"start_dim": 1}}
    OPTIONAL = ("weight", "bias", "running_mean", "running_var")

    def __init__(self, module):
        self.owners = [module]

    def answer(self, answer, arrays):
        case = answer.case
        operands = {d["name"]: arrays[d["name"]].copy() for d in case["operands"]}
        bound = self._bound(answer)
        if bound is None:
            return
        value = answer.call(["forward"], lambda *given: self._called(bound, given), operands)
        if value is not None:
            answer.put("forward", value)
        gradients = [quantity for quantity in case["wants"] if quantity != "forward"]
        answer.status(gradients, "not_implemented", "%s has no gradients" % self.owners[0].__name__)

    def _bound(self, answer):
        """The function that is asked for, or None where there is none that could be asked this."""
        try:
            return self._binding(answer.case)
        except Absent as absent:
            answer.status(answer.case["wants"], "not_implemented", str(absent))
            return None

    def _binding(self, case):
        operator = case["operator"]
        function = self._function(operator)
        operands = [described["name"] for described in case["operands"]]
        attributes = dict(self.FIXED.get(operator, {}))
        for name, value in self._attributes(case["attributes"], operands).items():
            other = self.RENAMED.get(name, name)
            attributes[other if self._says(function, other) is not False else name] = value
        bound = Binding(function, operands, attributes)
        for name, value in list(bound.named.items()):
            if self._says(function, name) is None and self._implied(name, value):
                del bound.named[name]
        for name, value in bound.left_out.items():
            if name not in self.FIXED.get(operator, {}) and not self._implied(name, value):
                raise Absent("%s has no attribute %s" % (operator, name))
        for name in bound.missing:
            if name not in self.OPTIONAL:
                raise Absent("%s needs an argument %s" % (operator, name))
            bound.named[name] = None
        return bound

    def _function(self, operator):
        for owner in self.owners:
            function = getattr(owner, operator, None)
            if callable(function):
                return function
        raise Absent("%s has no function %s" % (self.owners[0].__name__, operator))

    @staticmethod
    def _says(function, name):
        """Whether a function says that it takes an attribute; None where it does not say."""
        with contextlib.suppress(TypeError, ValueError):
            parameters = inspect.signature(function).parameters
            if name in parameters or not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
                return name in parameters
        return None

    def _implied(self, name, value):
        values = value if isinstance(value, (list, tuple)) else [value]
        return name in self.IMPLIED and all(v == self.IMPLIED[name] for v in values)

    @staticmethod
    def _attributes(attributes, operands):
        """Ours as a library's: equal padding as one number, a window only where no weight says it."""
        named = dict(attributes)
        if "weight" in operands:
            named.pop("kernel_size", None)
        if "padding" in named:
            if any(before != after for before, after in named["padding"]):
                raise Absent("padding that differs before and after is no attribute there")
            named["padding"] = [before for before, _ in named["padding"]]
        if "statistics" in named:
            named["training"] = named.pop("statistics") == "batch"
        return named

    @staticmethod
    def _called(bound, operands):
        try:
            return bound(*operands)
        except TypeError as error:
            if bound.takes_all:  # it says only when it is called what it takes
                raise Absent("it cannot be called so: %s" % (str(error).splitlines() or [""])[0])
            raise


class Torch(Functions):
    """Functions of a module that is built on torch: tensors go in, gradients come by autograd."""

    def __init__(self, module, device):
        super().__init__(module)
        self.torch = sys.modules["torch"]
        self.owners.append(self.torch)
        self.device = device
        self.torch.zeros((), device=device)  # now and not in the first case, which it would slow down

    def answer(self, answer, arrays):
        torch, case = self.torch, answer.case
        operands = {
            described["name"]: torch.tensor(arrays[described["name"]], device=self.device)
            for described in case["operands"]
        }
        real = [d["name"] for d in case["operands"] if d["role"] == "differentiable"]
        for name in real:
            operands[name].requires_grad_()
        bound = self._bound(answer)
        if bound is None:
            return
        value = answer.call(case["wants"], lambda: self._called(bound, operands.values()), {})
        if value is None:
            return
        answer.put("forward", value.detach().cpu().numpy())
        wanted = [quantity for quantity in case["wants"] if quantity != "forward"]
        if not wanted:
            return
        cotangent = torch.tensor(arrays["cotangent"], device=self.device, dtype=value.dtype)
        gradients = answer.call(
            wanted,
            lambda: torch.autograd.grad(
                value, [operands[name] for name in real], cotangent, allow_unused=True
            ),
            {},
        )
        for name, gradient in zip(real, gradients or ()):
            gradient = torch.zeros_like(operands[name]) if gradient is None else gradient
            answer.put("grad:" + name, gradient.detach().cpu().numpy())


def functions_of(name, device):
    """A module by its name, also one in the folder where the user stands, or by its file."""
    sys.path.insert(0, os.getcwd())
    module = load(name) if name.endswith(".py") else importlib.import_module(name)
    if "torch" in sys.modules:
        return Torch(module, device)
    if device != "cpu":
        raise ValueError("--device %s needs torch, on which %s is not built" % (device, name))
    return Functions(module)


# --- your own functions ------------------------------------------------------------------------------

_FORWARD, _GRADIENT = {}, {}


def operator(name):
    """Registers a function as the value of an operator: `f(input, weight, …, *, attribute=…)`.

    Operands are given by name if the function has parameters of all their names, else by position in the
    manifest's order; attributes by name, as far as the function takes them.
    """

    def register(function):
        _FORWARD[name] = function
        return function

    return register


def gradient(name):
    """Registers a function as the gradients of an operator: `f(cotangent, input, …, *, attribute=…)`.

    It is given what the operator's value is given, and the cotangent first, or by that name. It returns a
    dictionary by operand, a tuple in the operands' order, or the one array.
    """

    def register(function):
        _GRADIENT[name] = function
        return function

    return register


class Registered:
    """What was registered by `operator` and `gradient`."""

    def answer(self, answer, arrays):
        case = answer.case
        name = case["operator"]
        operands = {d["name"]: arrays[d["name"]].copy() for d in case["operands"]}
        forward, backward = _FORWARD.get(name), _GRADIENT.get(name)
        if forward is None:
            answer.status(["forward"], "not_implemented", "no function is registered for %s" % name)
        else:
            value = answer.call(["forward"], Binding(forward, operands, case["attributes"]), operands)
            if value is not None:
                answer.put("forward", value)
        real = [d["name"] for d in case["operands"] if d["role"] == "differentiable"]
        wanted = [q for q in case["wants"] if q != "forward"]
        if not wanted:
            return
        if backward is None:
            answer.status(wanted, "not_implemented", "no gradient is registered for %s" % name)
            return
        inputs = {"cotangent": arrays["cotangent"].copy()}
        inputs.update({d["name"]: arrays[d["name"]].copy() for d in case["operands"]})
        returned = answer.call(wanted, Binding(backward, inputs, case["attributes"]), inputs)
        if returned is None:
            return
        if isinstance(returned, tuple):
            returned = dict(zip(real, returned))
        elif not isinstance(returned, dict):
            returned = {real[0]: returned}
        for operand in real:
            if operand in returned:
                answer.put("grad:" + operand, returned[operand])
            else:
                answer.status(["grad:" + operand], "not_implemented", "not among the gradients")


# --- the program -------------------------------------------------------------------------------------

INTERFACES = {"lab2": Lab2, "cs231n": Cs231n, "lab1": Classifiers, "lab0": Classifiers}


def detect(module):
    """The interface of a loaded solution."""
    if _FORWARD or _GRADIENT:
        return "registered"
    marks = {
        "lab2": ["FC", "Convolution", "SoftmaxCrossEntropyWithLogits", "MaxPooling"],
        "cs231n": ["affine_forward", "softmax_loss", "relu_forward", "conv_forward_naive"],
        "lab1": ["fcann2_train", "fcann2_classify"],
        "lab0": ["binlogreg_train", "logreg_train", "binlogreg_classify", "logreg_classify"],
    }
    for interface, names in marks.items():
        if any(hasattr(module, name) for name in names):
            return interface
    raise Absent("the interface is not known: no layers, no classifiers, nothing registered")


def interface_of(options):
    """Loads what is asked for and says how to talk to it."""
    if options.functions:
        return functions_of(options.functions, options.device)
    if options.solution:
        # a lab's solution does not need torch, which takes seconds to load; your own kernels may
        supply(stubs_first=options.interface is not None)
        module = load(options.solution)
        name = options.interface or detect(module)
        return Registered() if name == "registered" else INTERFACES[name](module)
    return Registered()


def answer_all(folder, interface, failure, seconds):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    results = folder / "results"
    results.mkdir(exist_ok=True)
    slow = {}
    for case in manifest["cases"]:
        answer = Answer(case, slow, seconds)
        if failure is not None:
            answer.write(results, *failure)
            continue
        try:
            with np.load(folder / "cases" / (case["key"] + ".npz"), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            with np.errstate(all="ignore"):
                interface.answer(answer, arrays)
            answer.write(results)
        except (KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:
            answer.write(results, "error", describe(error))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--solution", help="a Python file")
    parser.add_argument("--interface", choices=sorted(INTERFACES), help="how to talk to it; found by itself")
    parser.add_argument("--functions", metavar="MODULE", help="functions by name, as torch.nn.functional or a file")
    parser.add_argument("--device", default="cpu", help="for --functions: cpu or cuda")
    parser.add_argument("--call-seconds", type=float, help="the limit of each call")
    parser.add_argument("folder", nargs="?", default=os.environ.get("ETALON_EXCHANGE"))
    options = parser.parse_args(arguments)
    if options.folder is None:
        parser.error("give the exchange directory, or set ETALON_EXCHANGE")
    sys.modules.setdefault("etalon_adapter", sys.modules[__name__])
    lab = options.interface is not None
    loading = IMPORT_SECONDS if lab else LIBRARY_IMPORT_SECONDS
    calling = options.call_seconds or (CALL_SECONDS if lab else LIBRARY_CALL_SECONDS)
    interface, failure = None, None
    try:
        with deadline(loading):
            interface = interface_of(options)
    except TooSlow:
        failure = ("import_error", "loading took more than %g s" % loading)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit
        failure = ("import_error", describe(error))
    answer_all(pathlib.Path(options.folder), interface, failure, calling)


if __name__ == "__main__":
    main()
