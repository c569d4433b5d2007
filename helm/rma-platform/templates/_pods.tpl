{{/* Pod fields that all programs share: (list $ "router"). */}}
{{- define "rma.podBasics" -}}
{{- $root := index . 0 -}}
{{- $program := get $root.Values (index . 1) -}}
serviceAccountName: {{ include "rma.serviceAccountName" . }}
automountServiceAccountToken: false
# Service links would add variables that the programs could take for configuration.
enableServiceLinks: false
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- range $field := list "runAsUser" "runAsGroup" "fsGroup" }}
  {{- with get $root.Values.podSecurityContext $field }}
  {{ $field }}: {{ int64 . }}
  {{- end }}
  {{- end }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
terminationGracePeriodSeconds: {{ int $program.terminationGracePeriodSeconds }}
{{- with $program.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $program.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $program.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $program.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $program.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Labels and annotations of a program's pods: (list $ "router"). */}}
{{- define "rma.podMetadata" -}}
{{- $root := index . 0 -}}
{{- $program := get $root.Values (index . 1) -}}
labels:
  {{- $own := include "rma.labels" . | fromYaml }}
  {{- merge $own $program.podLabels | toYaml | nindent 2 }}
{{- $annotations := deepCopy $program.podAnnotations }}
{{- $access := get $root.Values.database (index . 1) }}
{{- if and $access (not $access.existingSecret) }}
{{- /* Restarts the pods when they change; too short to guess a password by. */}}
{{- $_ := set $annotations "rma-platform/database-credentials" (printf "%s:%s" $access.user $access.password | sha256sum | trunc 8) }}
{{- end }}
{{- $metricsPort := get (dict "router" "9080" "coordinator" "8080" "worker" "8000") (index . 1) }}
{{- if and $root.Values.metrics.scrape $metricsPort }}
{{- $annotations = merge $annotations (dict "prometheus.io/scrape" "true" "prometheus.io/port" $metricsPort "prometheus.io/path" "/metrics") }}
{{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "rma.containerSecurityContext" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop:
      - ALL
{{- end -}}

{{/* Variables with which a program reaches its database: (list $ "router"). */}}
{{- define "rma.databaseEnv" -}}
{{- $root := index . 0 -}}
{{- $access := get $root.Values.database (index . 1) -}}
{{- $secret := include "rma.databaseSecretName" . -}}
- name: DB_HOST
  value: {{ $root.Values.database.host | quote }}
- name: DB_PORT
  value: {{ int $root.Values.database.port | quote }}
- name: DB_NAME
  value: {{ $access.name | quote }}
- name: DB_USER
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ ternary $access.userKey "username" (ne $access.existingSecret "") }}
- name: DB_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ ternary $access.passwordKey "password" (ne $access.existingSecret "") }}
{{- end -}}

{{/* Init container that migrates a program's database: (list $ "router"). */}}
{{- define "rma.migration" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.migration.enabled -}}
initContainers:
  - name: migrate
    image: {{ include "rma.image" (list $root $root.Values.migration.image) }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    args:
      - migrate
    env:
      {{- include "rma.databaseEnv" . | nindent 6 }}
    {{- include "rma.containerSecurityContext" $root | nindent 4 }}
    resources:
      {{- toYaml $root.Values.migration.resources | nindent 6 }}
    volumeMounts:
      - name: tmp
        mountPath: /tmp
{{- end -}}
{{- end -}}

{{/* Container fields that all servers share, up to their variables: (list $ "router"). */}}
{{- define "rma.serverBasics" -}}
{{- $root := index . 0 -}}
{{- $program := get $root.Values (index . 1) -}}
image: {{ include "rma.image" (list $root $program.image) }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
{{ include "rma.containerSecurityContext" $root }}
resources:
  {{- toYaml $program.resources | nindent 2 }}
{{- range $probe, $path := dict "startup" "started" "liveness" "live" "readiness" "ready" }}
{{- $timing := get $root.Values.probes $probe }}
{{ $probe }}Probe:
  httpGet:
    path: /health/{{ $path }}
    port: management
  periodSeconds: {{ int $timing.periodSeconds }}
  timeoutSeconds: {{ int $timing.timeoutSeconds }}
  failureThreshold: {{ int $timing.failureThreshold }}
{{- end }}
volumeMounts:
  - name: state
    mountPath: /var/lib/rma
    {{- if $program.keySecret }}
    readOnly: true
    {{- end }}
  - name: output
    mountPath: /opt/rma/output
  # Where Liberty unpacks the application, beside its archive.
  - name: expanded
    mountPath: /opt/rma/usr/servers/{{ index . 1 }}/apps/expanded
  - name: tmp
    mountPath: /tmp
{{- end -}}

{{/* Variables that all servers share. */}}
{{- define "rma.serverEnv" -}}
- name: RMA_STATE_DIR
  value: /var/lib/rma
- name: WLP_OUTPUT_DIR
  value: /opt/rma/output
{{- end -}}

{{/* A server answers 404 to a port in Host that it does not know: the Service's, where it is unusual. */}}
{{- define "rma.publicPort" -}}
{{- $port := int (get (index . 0).Values (index . 1)).service.port -}}
{{- if not (has $port (list (index . 2) 80 443)) -}}
- name: PUBLIC_PORT
  value: {{ $port | quote }}
{{- end -}}
{{- end -}}

{{/* Port of the DHT node of a container or of a Service: (list $ "containerPort") or (list $ "port"). */}}
{{- define "rma.dhtPort" -}}
{{- if (index . 0).Values.dht.enabled -}}
- name: dht
  {{ index . 1 }}: 8468
  {{- if eq (index . 1) "port" }}
  targetPort: dht
  {{- end }}
  protocol: UDP
{{- end -}}
{{- end -}}

{{/* Variables of a program that may have a DHT node. */}}
{{- define "rma.dhtEnv" -}}
- name: DHT_ENABLED
  value: {{ .Values.dht.enabled | quote }}
{{- if .Values.dht.enabled }}
- name: DHT_PORT
  value: "8468"
{{- with .Values.dht.seeds }}
- name: DHT_SEEDS
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Scratch volumes of every server, and its node key where that is an existing Secret: (list $ "router"). */}}
{{- define "rma.serverVolumes" -}}
{{- $program := get (index . 0).Values (index . 1) -}}
- name: output
  emptyDir: {}
- name: expanded
  emptyDir: {}
- name: tmp
  emptyDir: {}
{{- with $program.keySecret }}
- name: state
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{/* Claim fields: (list $ "router"). */}}
{{- define "rma.stateClaim" -}}
{{- $persistence := (get (index . 0).Values (index . 1)).persistence -}}
accessModes:
  {{- toYaml $persistence.accessModes | nindent 2 }}
{{- with $persistence.storageClassName }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ $persistence.size }}
{{- end -}}
