"""Takes frames out of the video: frames.py VIDEO FOLDER. Their names say what was seen in them by eye: open or closed."""

import sys

import cv2

OPEN = [148, 160, 172, 184, 196, 208, 220, 232, 260, 276, 300, 316, 332, 348, 364, 380]
CLOSED = [24, 32, 40, 44, 48, 52, 56, 60, 64, 68, 76, 84, 448, 452, 460, 464]

video, folder = sys.argv[1:]
capture = cv2.VideoCapture(video)
names = {**{index: "open" for index in OPEN}, **{index: "closed" for index in CLOSED}}
for index in range(max(names) + 1):
    ok, frame = capture.read()
    if not ok:
        sys.exit(f"{video} has no frame {index}")
    if index in names:
        cv2.imwrite(f"{folder}/{names[index]}-{index:03}.png", frame)
