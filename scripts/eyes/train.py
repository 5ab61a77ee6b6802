"""Trains the eye-state detector on drawn pictures: YOLOv5 of an eighth of the published width, on 192 x 192 grey pixels.

    python scripts/eyes/train.py SET [SET ...] --out models/night-eyes.safetensors

A SET is a folder of make-training-set.ts. The weights are written under the names of the official network with normalisation folded into
the convolutions, and the first convolution takes three equal channels. Needs tensorflow-cpu (2.21) and numpy; the seed decides the rest.
"""

import argparse
import json
import math
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf
from keras import Model, layers

SIZE = 192
CLASSES = 2
STRIDES = (8, 16, 32)
ANCHORS = np.array([[10, 13, 16, 30, 33, 23], [30, 61, 62, 45, 59, 119], [116, 90, 156, 198, 373, 326]], np.float32).reshape(3, 3, 2)
# How much each level's objectness counts, and box, objectness and class in the sum.
BALANCE = (4.0, 1.0, 0.4)
GAINS = {"box": 0.05, "objectness": 1.0, "class": 0.3}
# An anchor is responsible for boxes whose sides differ from its own by less than this factor.
ANCHOR_RANGE = 4.0
EPSILON = 1e-3
BATCH = 16


def convolution(x, name, channels, size, stride=1):
    if stride > 1:
        x = layers.ZeroPadding2D(2 if size == 6 else size // 2)(x)
    x = layers.Conv2D(channels, size, stride, "valid" if stride > 1 else "same", use_bias=False, name=name.replace(".", "_"))(x)
    x = layers.BatchNormalization(momentum=0.97, epsilon=EPSILON, name=name.replace(".", "_") + "_bn")(x)
    return tf.keras.activations.silu(x)


def c3(x, name, channels, repeats, shortcut=True):
    half = channels // 2
    left = convolution(x, f"{name}.cv1", half, 1)
    for index in range(repeats):
        block = convolution(convolution(left, f"{name}.m.{index}.cv1", half, 1), f"{name}.m.{index}.cv2", half, 3)
        left = left + block if shortcut else block
    return convolution(layers.Concatenate()([left, convolution(x, f"{name}.cv2", half, 1)]), f"{name}.cv3", channels, 1)


def pyramid(x, name, channels):
    pooled = [convolution(x, f"{name}.cv1", channels // 2, 1)]
    for _ in range(3):
        pooled.append(layers.MaxPooling2D(5, 1, "same")(pooled[-1]))
    return convolution(layers.Concatenate()(pooled), f"{name}.cv2", channels, 1)


def network():
    joined = lambda *inputs: layers.Concatenate()(list(inputs))
    doubled = layers.UpSampling2D
    pixels = layers.Input((SIZE, SIZE, 1))
    x = convolution(pixels, "model.0", 8, 6, 2)
    x = c3(convolution(x, "model.1", 16, 3, 2), "model.2", 16, 1)
    p3 = c3(convolution(x, "model.3", 32, 3, 2), "model.4", 32, 2)
    p4 = c3(convolution(p3, "model.5", 64, 3, 2), "model.6", 64, 3)
    p5 = c3(convolution(p4, "model.7", 128, 3, 2), "model.8", 128, 1)
    top = convolution(pyramid(p5, "model.9", 128), "model.10", 64, 1)
    middle = convolution(c3(joined(doubled()(top), p4), "model.13", 64, 1, False), "model.14", 32, 1)
    fine = c3(joined(doubled()(middle), p3), "model.17", 32, 1, False)
    medium = c3(joined(convolution(fine, "model.18", 32, 3, 2), middle), "model.20", 64, 1, False)
    coarse = c3(joined(convolution(medium, "model.21", 64, 3, 2), top), "model.23", 128, 1, False)
    outputs = []
    for level, x in enumerate((fine, medium, coarse)):
        objectness = math.log(8 / (640 / STRIDES[level]) ** 2)
        bias = np.tile(np.array([0, 0, 0, 0, objectness] + [math.log(0.6 / (CLASSES - 0.99999))] * CLASSES, np.float32), 3)
        head = layers.Conv2D(3 * (5 + CLASSES), 1, bias_initializer=tf.constant_initializer(bias), name=f"model_24_m_{level}")
        side = SIZE // STRIDES[level]
        outputs.append(layers.Reshape((side, side, 3, 5 + CLASSES))(head(x)))
    return Model(pixels, outputs)


def read_sets(folders):
    pictures, eyes = [], []
    for folder in folders:
        with open(f"{folder}/eyes.json") as file:
            eyes += [np.array(boxes, np.float32).reshape(-1, 5) for boxes in json.load(file)]
        pictures.append(np.fromfile(f"{folder}/pictures.u8", np.uint8).reshape(-1, SIZE, SIZE, 1))
    return np.concatenate(pictures), eyes


def varied(picture, boxes, random):
    """The picture mirrored, moved and lit otherwise."""
    boxes = boxes.copy()
    if random.random() < 0.5:
        picture = picture[:, ::-1]
        boxes[:, 1] = SIZE - boxes[:, 1]
    dx, dy = random.integers(-20, 21, 2)
    moved = np.full_like(picture, 114)
    moved[max(0, dy) : SIZE + min(0, dy), max(0, dx) : SIZE + min(0, dx)] = picture[max(0, -dy) : SIZE - max(0, dy), max(0, -dx) : SIZE - max(0, dx)]
    boxes[:, 1] += dx
    boxes[:, 2] += dy
    boxes = boxes[(boxes[:, 1] > 0) & (boxes[:, 1] < SIZE) & (boxes[:, 2] > 0) & (boxes[:, 2] < SIZE)]
    values = moved.astype(np.float32) / 255
    gain, gamma = random.uniform(0.7, 1.35), random.uniform(0.75, 1.35)
    return np.clip(gain * values**gamma + random.uniform(-0.05, 0.05), 0, 1), boxes


def targets(batch_boxes):
    """For each level what each anchor of each cell should say: [is it responsible, centre x, y, width, height, class]."""
    result = [np.zeros((len(batch_boxes), SIZE // stride, SIZE // stride, 3, 6), np.float32) for stride in STRIDES]
    for place, boxes in enumerate(batch_boxes):
        for kind, x, y, width, height in boxes:
            for level, stride in enumerate(STRIDES):
                side = SIZE // stride
                ratio = np.array([width, height]) / ANCHORS[level]
                fits = np.maximum(ratio, 1 / ratio).max(1) < ANCHOR_RANGE
                column, row = x / stride, y / stride
                cells = [(int(column), int(row))]
                # The two neighbours that the centre lies nearest to are responsible too.
                cells.append((int(column) + (1 if column % 1 > 0.5 else -1), int(row)))
                cells.append((int(column), int(row) + (1 if row % 1 > 0.5 else -1)))
                for cx, cy in cells:
                    if 0 <= cx < side and 0 <= cy < side:
                        result[level][place, cy, cx, fits] = (1, x, y, width, height, kind)
    return result


def overlap(one, other):
    """Complete intersection over union of boxes given by centre, width and height."""
    low = tf.maximum(one[..., :2] - one[..., 2:] / 2, other[..., :2] - other[..., 2:] / 2)
    high = tf.minimum(one[..., :2] + one[..., 2:] / 2, other[..., :2] + other[..., 2:] / 2)
    shared = tf.reduce_prod(tf.maximum(high - low, 0), -1)
    joint = tf.reduce_prod(one[..., 2:], -1) + tf.reduce_prod(other[..., 2:], -1) - shared + 1e-7
    iou = shared / joint
    outer_low = tf.minimum(one[..., :2] - one[..., 2:] / 2, other[..., :2] - other[..., 2:] / 2)
    outer_high = tf.maximum(one[..., :2] + one[..., 2:] / 2, other[..., :2] + other[..., 2:] / 2)
    diagonal = tf.reduce_sum((outer_high - outer_low) ** 2, -1) + 1e-7
    distance = tf.reduce_sum((one[..., :2] - other[..., :2]) ** 2, -1)
    angle = lambda box: tf.atan(box[..., 2] / (box[..., 3] + 1e-7))
    shape = 4 / math.pi**2 * (angle(one) - angle(other)) ** 2
    weight = tf.stop_gradient(shape / (1 - iou + shape + 1e-7))
    return iou - distance / diagonal - shape * weight


def loss_of(outputs, wanted):
    box = objectness = kind = 0.0
    for level, (output, target) in enumerate(zip(outputs, wanted)):
        side = SIZE // STRIDES[level]
        grid = tf.stack(tf.meshgrid(tf.range(side, dtype=tf.float32), tf.range(side, dtype=tf.float32)), -1)[:, :, None, :]
        all_of_it = target[..., 0]
        responsible = tf.where(all_of_it > 0)
        count = tf.maximum(tf.cast(tf.shape(responsible)[0], tf.float32), 1)
        scores = tf.sigmoid(output[..., :4])
        centre = (scores[..., :2] * 2 - 0.5 + grid) * STRIDES[level]
        extent = (scores[..., 2:] * 2) ** 2 * ANCHORS[level]
        found = tf.gather_nd(tf.concat([centre, extent], -1), responsible)
        true = tf.gather_nd(target, responsible)
        fit = overlap(found, true[:, 1:5])
        box += tf.reduce_sum(1 - fit) / count
        wanted_objectness = tf.tensor_scatter_nd_update(tf.zeros_like(all_of_it), responsible, tf.stop_gradient(tf.maximum(fit, 0)))
        objectness += BALANCE[level] * tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wanted_objectness, output[..., 4]))
        said = tf.gather_nd(output[..., 5:], responsible)
        right = tf.one_hot(tf.cast(true[:, 5], tf.int32), CLASSES)
        kind += tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(right, said)) / (count * CLASSES)
    return GAINS["box"] * box, GAINS["objectness"] * objectness, GAINS["class"] * kind


def folded(model):
    """All weights by the names of the official network, normalisation folded in."""
    weights = {}
    for layer in model.layers:
        if not isinstance(layer, layers.Conv2D):
            continue
        name = layer.name.replace("_", ".")
        kernel = layer.get_weights()[0].transpose(3, 2, 0, 1)
        if layer.use_bias:
            weights[f"{name}.weight"], weights[f"{name}.bias"] = kernel, layer.get_weights()[1]
            continue
        scale, shift, mean, variance = model.get_layer(layer.name + "_bn").get_weights()
        factor = scale / np.sqrt(variance + EPSILON)
        kernel = kernel * factor[:, None, None, None]
        weights[f"{name}.conv.weight"] = np.repeat(kernel / 3, 3, 1) if name == "model.0" else kernel
        weights[f"{name}.conv.bias"] = shift - mean * factor
    return weights


def unfold(model, path):
    """Goes on from written weights: normalisation passes through, its shift being the bias, and stays as it is."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    read = lambda name: np.frombuffer(data[slice(*header[name]["data_offsets"])], "<f2").reshape(header[name]["shape"]).astype(np.float32)
    for layer in model.layers:
        if not isinstance(layer, layers.Conv2D):
            continue
        name = layer.name.replace("_", ".")
        if layer.use_bias:
            layer.set_weights([read(f"{name}.weight").transpose(2, 3, 1, 0), read(f"{name}.bias")])
            continue
        kernel = read(f"{name}.conv.weight")
        kernel = kernel.sum(1, keepdims=True) if name == "model.0" else kernel
        layer.set_weights([kernel.transpose(2, 3, 1, 0)])
        shift = read(f"{name}.conv.bias")
        model.get_layer(layer.name + "_bn").set_weights([np.ones_like(shift), shift, np.zeros_like(shift), np.full_like(shift, 1 - EPSILON)])


def write_safetensors(path, weights):
    """The weights as halves: the size of a header, the header in JSON, all numbers."""
    header, parts, at = {}, [], 0
    for name, values in sorted(weights.items()):
        data = values.astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(values.shape), "data_offsets": [at, at + len(data)]}
        parts.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(parts))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", help="weights to go on from, with normalisation as it is")
    parser.add_argument("--blind", type=float, default=1, help="how much oftener pictures without eyes come than they are there")
    parser.add_argument("--out", default="models/night-eyes.safetensors")
    given = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.keras.utils.set_random_seed(given.seed)
    random = np.random.default_rng(given.seed)

    pictures, eyes = read_sets(given.sets)
    model = network()
    if given.start:
        unfold(model, given.start)
    print(f"{model.count_params()} parameters, {len(pictures)} pictures", flush=True)
    warm = 100
    rate = lambda step: given.rate * min(1, (step + 1) / warm) * (0.02 + 0.98 * (1 + math.cos(math.pi * step / given.steps)) / 2)
    optimizer = tf.keras.optimizers.AdamW(given.rate, weight_decay=5e-4)

    @tf.function
    def train(batch, *wanted):
        with tf.GradientTape() as tape:
            losses = loss_of(model(batch, training=not given.start), wanted)
            total = sum(losses)
        gradients = tape.gradient(total, model.trainable_variables)
        gradients, _ = tf.clip_by_global_norm(gradients, 10.0)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return tf.stack(losses)

    order = np.array([], int)
    began, recent = time.time(), []
    for step in range(given.steps):
        if len(order) < BATCH:
            often = np.array([1.0 if len(boxes) > 0 else given.blind for boxes in eyes])
            order = np.concatenate([order, random.permutation(np.repeat(np.arange(len(eyes)), np.floor(often + random.random(len(eyes))).astype(int)))])
        chosen, order = order[:BATCH], order[BATCH:]
        batch = [varied(pictures[index], eyes[index], random) for index in chosen]
        optimizer.learning_rate.assign(rate(step))
        recent.append(train(np.stack([one for one, _ in batch]), *targets([boxes for _, boxes in batch])).numpy())
        if step % 50 == 49:
            box, objectness, kind = np.mean(recent, 0)
            recent = []
            print(f"{step + 1} {time.time() - began:.0f} s  box {box:.4f}  objectness {objectness:.5f}  class {kind:.4f}", flush=True)
        if step % 500 == 499:
            write_safetensors(given.out, folded(model))
    write_safetensors(given.out, folded(model))


main()
