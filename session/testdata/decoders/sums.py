# See README.md.
import hashlib, sys
t=sys.stdin.read(); t=t[t.index('id="o">')+7:]; t=t[:t.index("</pre>")]
per={}
order=[]
for line in t.split("\n"):
    f=line.split(" "); e,m,rest=f[0],f[1],f[2:]
    if m in "234": rest=rest[1:]
    if m=="7": rest=[x.split(":")[1] for x in rest]
    if e not in per: per[e]=[]; order.append(e)
    per[e]+=rest
for e in order:
    h=hashlib.sha256()
    for w in per[e]:
        r=[x for x in w.split(",") if x]
        if e=="big5" and "fffd" in r: r=["2d"]
        h.update(("["+" ".join(r)+"]\n").encode())
    print(e,h.hexdigest()[:32])
