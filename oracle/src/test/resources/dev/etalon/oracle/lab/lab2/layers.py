"""A correct solution of the second lab, written for Etalon's tests."""
import numpy as np
import matplotlib.pyplot as plt
import pyximport; pyximport.install()
from im2col_cython import im2col_cython, col2im_cython


class Layer:
    def has_params(self):
        return False


class Convolution(Layer):
    def __init__(self, input_layer, num_filters, kernel_size, name, padding='SAME'):
        self.name = name
        self.N, self.C, self.H, self.W = input_layer.shape
        self.k = kernel_size
        self.F = num_filters
        self.pad = (kernel_size - 1) // 2
        self.shape = (self.N, num_filters, self.H, self.W)
        self.weights = 0.1 * np.random.randn(num_filters, self.C * kernel_size * kernel_size)
        self.bias = np.zeros(num_filters)

    def has_params(self):
        return True

    def forward(self, x):
        self.x = x
        n = x.shape[0]
        self.cols = im2col_cython(x, self.k, self.k, self.pad, 1)
        res = self.weights @ self.cols + self.bias.reshape(-1, 1)
        return res.reshape(self.F, x.shape[2], x.shape[3], n).transpose(3, 0, 1, 2)

    def backward_inputs(self, grad_out):
        n, c, h, w = self.x.shape
        rows = grad_out.transpose(1, 2, 3, 0).reshape(self.F, -1)
        cols = self.weights.T @ rows
        return col2im_cython(cols, n, c, h, w, self.k, self.k, self.pad, 1)

    def backward_params(self, grad_out):
        rows = grad_out.transpose(1, 2, 3, 0).reshape(self.F, -1)
        grad_weights = rows @ self.cols.T
        grad_bias = grad_out.sum(axis=(0, 2, 3))
        return [[self.weights, grad_weights], [self.bias, grad_bias], self.name]


class MaxPooling(Layer):
    def __init__(self, input_layer, name, pool_size=2, stride=2):
        self.name = name
        self.N, self.C, self.H, self.W = input_layer.shape
        self.k = pool_size
        self.stride = stride
        self.oh = (self.H - pool_size) // stride + 1
        self.ow = (self.W - pool_size) // stride + 1
        self.shape = (self.N, self.C, self.oh, self.ow)

    def forward(self, x):
        self.x = x
        n = x.shape[0]
        out = np.full((n, self.C, self.oh, self.ow), -np.inf)
        for i in range(self.oh):
            for j in range(self.ow):
                top, left = i * self.stride, j * self.stride
                window = x[:, :, top:top + self.k, left:left + self.k]
                out[:, :, i, j] = window.reshape(n, self.C, -1).max(axis=2)
        return out

    def backward_inputs(self, grad_out):
        n = self.x.shape[0]
        grad = np.zeros(self.x.shape)
        item, channel = np.ogrid[:n, :self.C]
        for i in range(self.oh):
            for j in range(self.ow):
                top, left = i * self.stride, j * self.stride
                window = self.x[:, :, top:top + self.k, left:left + self.k]
                best = window.reshape(n, self.C, -1).argmax(axis=2)
                grad[item, channel, top + best // self.k, left + best % self.k] += grad_out[:, :, i, j]
        return grad


class Flatten(Layer):
    def __init__(self, input_layer, name):
        self.input_shape = input_layer.shape
        self.shape = (input_layer.shape[0], int(np.prod(input_layer.shape[1:])))
        self.name = name

    def forward(self, x):
        self.input_shape = x.shape
        return x.reshape(x.shape[0], -1)

    def backward_inputs(self, grad_out):
        return grad_out.reshape(self.input_shape)


class FC(Layer):
    def __init__(self, input_layer, num_outputs, name):
        self.input_shape = input_layer.shape
        self.num_outputs = num_outputs
        self.shape = (input_layer.shape[0], num_outputs)
        self.weights = 0.1 * np.random.randn(num_outputs, int(np.prod(input_layer.shape[1:])))
        self.bias = np.zeros(num_outputs)
        self.name = name

    def has_params(self):
        return True

    def forward(self, x):
        self.x = x
        return x @ self.weights.T + self.bias

    def backward_inputs(self, grad_out):
        return grad_out @ self.weights

    def backward_params(self, grad_out):
        grad_weights = grad_out.T @ self.x
        grad_bias = grad_out.sum(axis=0)
        return [[self.weights, grad_weights], [self.bias, grad_bias], self.name]


class ReLU(Layer):
    def __init__(self, input_layer, name):
        self.shape = input_layer.shape
        self.name = name

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward_inputs(self, grad_out):
        return grad_out * (self.x > 0)


class SoftmaxCrossEntropyWithLogits():
    def forward(self, x, y):
        shifted = x - x.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(y * log_probs).sum() / x.shape[0]

    def backward_inputs(self, x, y):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        probs = e / e.sum(axis=1, keepdims=True)
        return (probs - y) / x.shape[0]


class L2Regularizer():
    def __init__(self, weights, weight_decay, name):
        self.weights = weights
        self.weight_decay = weight_decay
        self.name = name

    def forward(self):
        return self.weight_decay * np.sum(self.weights ** 2)

    def backward_params(self):
        grad_weights = 2 * self.weight_decay * self.weights
        return [[self.weights, grad_weights], self.name]
