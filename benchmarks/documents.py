"""Kubernetes documents as teams keep them in Git, as many as wanted: 30 % Workspaces, the rest what runs beside them.

Each is written as people and tools write YAML, and none is like another: names, models, machines, images and sizes
differ. What they name is among them, so that there is nothing to say of the right ones. Every hundredth may be wrong,
in ways that a schema sees.
"""

from collections.abc import Iterator

_APP_TEXT = """
workspace deployment service config_map workspace service_account deployment workspace service config_map claim
workspace deployment workspace service deployment config_map workspace deployment
"""
_APP = tuple(_APP_TEXT.split())
_LAST = ("job", "stateful_set", "ingress", "cron_job", "role", "autoscaler", "budget")
_MODELS = (
    ("phi-4-mini-instruct", "Standard_NC24ads_A100_v4"),
    ("phi-4", "Standard_NC24ads_A100_v4"),
    ("phi-3.5-mini-instruct", "Standard_NC24ads_A100_v4"),
    ("qwen2.5-coder-7b-instruct", "Standard_NC48ads_A100_v4"),
    ("mistral-7b-instruct", "Standard_NC96ads_A100_v4"),
)
_WRONG = (
    ("  replicas: 3\n", "  replicas: three\n"),
    ("resource:\n  instanceType:", "resources:\n  instanceType:"),
    ("    port: 80\n", "    port: eighty\n"),
    ("  accessModes:\n", "  accessMode:\n"),
    ("    spec:\n      serviceAccountName:", "    spec:\n      serviceAccountNames:"),
)


def documents(count: int, *, wrong: bool = False) -> Iterator[str]:
    """Yield ``count`` documents; with ``wrong`` one in a hundred has a mistake in it."""
    spoilt = 0
    for number in range(count):
        text = _document(number)
        if wrong and spoilt < (number + 1) // 100:
            right, other = _WRONG[spoilt % len(_WRONG)]
            if right in text:
                text, spoilt = text.replace(right, other, 1), spoilt + 1
        yield text


def _document(number: int) -> str:
    """Return one document of an application, which has twenty; what they name is in the same application."""
    app, place = divmod(number, len(_APP) + 1)
    sort = _APP[place] if place < len(_APP) else _LAST[app % len(_LAST)]
    model, machine = _MODELS[number % len(_MODELS)]
    text = _TUNING if sort == "workspace" and number % 4 == 0 else _TEMPLATES[sort]
    for key, value in (
        ("NAMESPACE", f"team-{app % 37:02d}"),
        ("NAME", f"{sort.replace('_', '-')}-{number:06d}"),
        ("SETTINGS", f"config-map-{app * 20 + 3:06d}"),
        ("ACCOUNT", f"service-account-{app * 20 + 5:06d}"),
        ("CLAIM", f"claim-{app * 20 + 10:06d}"),
        ("MODEL", model),
        ("MACHINE", machine),
        ("TEAM", f"team-{app % 11}"),
        ("SIZE", str(number % 7 + 1)),
    ):
        text = text.replace(key, value)
    return text


_TEMPLATES = {
    "workspace": """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata:
  name: NAME
  namespace: NAMESPACE
  labels:
    app.kubernetes.io/name: NAME
    app.kubernetes.io/part-of: inference
    example.com/owner: TEAM
  annotations:
    example.com/contact: "TEAM@example.com"
resource:
  instanceType: MACHINE
  labelSelector:
    matchLabels:
      apps: NAME
inference:
  # one model for each team
  preset:
    name: MODEL
""",
    "deployment": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
  namespace: NAMESPACE
  labels:
    app.kubernetes.io/name: NAME
    app.kubernetes.io/version: "1.SIZE.0"
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: NAME
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: NAME
        example.com/owner: TEAM
    spec:
      serviceAccountName: ACCOUNT
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
      - name: web
        image: registry.example.com/TEAM/NAME:1.SIZE.0
        args: ["--listen", ":8080", "--upstream", "http://models.NAMESPACE.svc"]
        env:
        - name: LOG_LEVEL
          value: info
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        ports:
        - name: http
          containerPort: 8080
        readinessProbe:
          httpGet:
            path: /ready
            port: http
          periodSeconds: 10
        livenessProbe:
          httpGet:
            path: /live
            port: http
          initialDelaySeconds: 15
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: SIZEGi
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop:
            - ALL
        volumeMounts:
        - name: settings
          mountPath: /etc/settings
          readOnly: true
      volumes:
      - name: settings
        configMap:
          name: SETTINGS
""",
    "service": """\
apiVersion: v1
kind: Service
metadata:
  name: NAME
  namespace: NAMESPACE
  labels:
    app.kubernetes.io/name: NAME
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: NAME
  ports:
  - name: http
    port: 80
    targetPort: http
    protocol: TCP
""",
    "config_map": """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: NAME
  namespace: NAMESPACE
data:
  LOG_LEVEL: info
  OWNER: TEAM
  settings.yaml: |
    listen: 0.0.0.0:8080
    models:
    - name: MODEL
      weight: SIZE
    # what is asked more often is answered from memory
    cache:
      size: SIZE
""",
    "stateful_set": """\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: NAME
  namespace: NAMESPACE
spec:
  serviceName: NAME
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: NAME
  template:
    metadata:
      labels:
        app.kubernetes.io/name: NAME
    spec:
      terminationGracePeriodSeconds: 30
      containers:
      - name: store
        image: registry.example.com/store/TEAM:2.SIZE.1
        ports:
        - name: client
          containerPort: 6379
        resources:
          requests:
            cpu: 500m
            memory: SIZEGi
        volumeMounts:
        - name: data
          mountPath: /data
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: ["ReadWriteOnce"]
      resources:
        requests:
          storage: SIZE0Gi
""",
    "service_account": """\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: NAME
  namespace: NAMESPACE
automountServiceAccountToken: false
""",
    "job": """\
apiVersion: batch/v1
kind: Job
metadata:
  name: NAME
  namespace: NAMESPACE
spec:
  backoffLimit: 3
  ttlSecondsAfterFinished: 3600
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: import
        image: registry.example.com/import/TEAM:3.SIZE.0
        command: ["/bin/import", "--source", "https://data.example.com/NAME"]
        resources:
          limits:
            cpu: "SIZE"
            memory: 2Gi
""",
    "claim": """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: NAME
  namespace: NAMESPACE
spec:
  accessModes:
  - ReadWriteMany
  resources:
    requests:
      storage: SIZE00Gi
""",
    "ingress": """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: NAME
  namespace: NAMESPACE
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "600"
spec:
  ingressClassName: nginx
  tls:
  - hosts:
    - NAME.example.com
    secretName: NAME-tls
  rules:
  - host: NAME.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: NAME
            port:
              name: http
""",
    "cron_job": """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: NAME
  namespace: NAMESPACE
spec:
  schedule: "15 SIZE * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - name: report
            image: registry.example.com/report/TEAM:1.0.SIZE
            envFrom:
            - configMapRef:
                name: SETTINGS
""",
    "role": """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: NAME
  namespace: NAMESPACE
rules:
- apiGroups: ["kaito.sh"]
  resources: ["workspaces", "ragengines"]
  verbs: ["get", "list", "watch"]
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: ["NAME"]
  verbs: ["get"]
""",
    "autoscaler": """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: NAME
  namespace: NAMESPACE
spec:
  minReplicas: 2
  maxReplicas: 1SIZE
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: NAME
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: 70
""",
    "budget": """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: NAME
  namespace: NAMESPACE
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: NAME
""",
}
_TUNING = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata:
  name: NAME
  namespace: NAMESPACE
resource:
  instanceType: "Standard_NC24ads_A100_v4"
  labelSelector:
    matchLabels:
      app: NAME
tuning:
  preset:
    name: phi-3-mini-128k-instruct
  method: qlora
  input:
    urls:
    - "https://data.example.com/TEAM/NAME.parquet?download=true"
  output:
    volumeSource:
      persistentVolumeClaim:
        claimName: CLAIM
"""
