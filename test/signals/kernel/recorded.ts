/** Texts as kernels wrote them, shortened. */
export const stat = `cpu  69542 40502 27944 1366390 1221 10 673 324 7 0
cpu0 31402 19438 13409 688513 185 0 217 158 0 0
cpu1 38140 21064 14534 677877 1035 0 456 166 0 0
intr 2187475 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
ctxt 4261512
btime 1795247706
processes 20790
procs_running 5
procs_blocked 0
softirq 1183267 0 113796 7 612364 137943 0 2321 168241 0 148595
`

export const meminfo = `MemTotal:       24684092 kB
MemFree:        18924720 kB
MemAvailable:   22850876 kB
Buffers:           46688 kB
Cached:          3807224 kB
`

export const diskstats = `   7       0 loop0 11 0 88 0 0 0 0 0 0 0 0 0 0 0 0 0 0
 259       0 nvme0n1 129647 24300 6170434 135441 41998 180208 22281648 104876 0 28136 244482 28973 47 7473800 3980 3225 184
 259       1 nvme0n1p1 100 0 6170000 5 41998 180208 22281000 104876 0 28136 244482
   8       0 sda 10 0 100 1 20 0 200 1 0 1 2
 252       0 dm-0 129000 0 6170434 1 2 3 22281648 1 0 1 2
`

export const netDev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 106151518  546613    0    0    0     0          0         0 106151518  546613    0    0    0     0       0          0
  eth0:1490200557   52065    0    0    0     0          0         0  3653697   36849    0    0    0     0       0          0
docker0:     7       1    0    0    0     0          0         0       9       1    0    0    0     0       0          0
`

export const pressure = `some avg10=80.43 avg60=75.72 avg300=41.13 total=410137850
full avg10=0.00 avg60=0.01 avg300=0.22 total=9468651
`

/** Of kernels before 5.13. */
export const pressureWithoutFull = 'some avg10=80.43 avg60=75.72 avg300=41.13 total=410137850\n'

export const taskStat =
  '20817 (a) R (cat 1) S 20785 20785 11427 0 -1 4194304 99 0 0 0 123 45 0 0 20 0 17 0 755223 3133440 380 18446744073709551615 94679239913472 94679239933353 140722744543584 0 0 0\n'

export const zombieStat = taskStat.replace(') S ', ') Z ')

export const statm = '765 405 377 5 0 123 0\n'

export const processIo = `rchar: 6976
wchar: 12
syscr: 10
syscw: 0
read_bytes: 4096
write_bytes: 8192
cancelled_write_bytes: 77
`

export const ioStat = `259:0 rbytes=1000 wbytes=2000 rios=1 wios=2 dbytes=0 dios=0
7:0 rbytes=5 wbytes=5 rios=1 wios=2 dbytes=0 dios=0
253:1 
8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0
`

export const blkio = `259:0 Read 1000
259:0 Write 2000
259:0 Sync 3000
259:0 Async 0
259:0 Total 3000
7:0 Read 5
8:0 Read 10
8:0 Write 20
Total 3015
`
