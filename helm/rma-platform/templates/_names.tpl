{{/*
Prefix of all names. At most 40 characters, so that "-coordinator" and the 11 that a StatefulSet's
revision label adds stay within 63; what is cut is replaced by a digest, so that long names that
begin alike stay apart.
*/}}
{{- define "rma.fullname" -}}
{{- $full := .Values.fullnameOverride -}}
{{- if not $full -}}
{{- $chart := default .Chart.Name .Values.nameOverride -}}
{{- $full = ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) -}}
{{- end -}}
{{- $full = $full | replace "." "-" -}}
{{- if not (regexMatch "^[a-z]" $full) -}}
{{- $full = printf "rma-%s" $full -}}
{{- end -}}
{{- if gt (len $full) 40 -}}
{{- $full = printf "%s-%s" ($full | trunc 31 | trimSuffix "-") (sha256sum $full | trunc 8) -}}
{{- end -}}
{{- $full -}}
{{- end -}}

{{/* Name of a program's objects: (list $ "router"). */}}
{{- define "rma.name" -}}
{{- printf "%s-%s" (include "rma.fullname" (index . 0)) (index . 1) -}}
{{- end -}}

{{/* What selects a program's pods: (list $ "router"). */}}
{{- define "rma.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride }}
app.kubernetes.io/instance: {{ $root.Release.Name | trunc 63 }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* All labels of a program's objects: (list $ "router"). */}}
{{- define "rma.labels" -}}
{{- $root := index . 0 -}}
{{ include "rma.selectorLabels" . }}
app.kubernetes.io/part-of: rma-platform
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end -}}

{{- define "rma.serviceAccountName" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.serviceAccount.create -}}
{{- include "rma.name" . -}}
{{- else -}}
{{- default "default" $root.Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* Secret with a program's database credentials: (list $ "router"). */}}
{{- define "rma.databaseSecretName" -}}
{{- $access := get (index . 0).Values.database (index . 1) -}}
{{- $access.existingSecret | default (printf "%s-db" (include "rma.name" .)) -}}
{{- end -}}

{{/* Image reference: (list $ .Values.router.image). */}}
{{- define "rma.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- $repository := printf "%s/%s" (trimSuffix "/" $root.Values.image.registry) $image.repository -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (coalesce $image.tag $root.Values.image.tag $root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* Whom this release's workers ask: the router, which finds them a new coordinator when theirs is lost. */}}
{{- define "rma.workersUpstream" -}}
{{- .Values.worker.coordinatorUrl | default (include (ternary "rma.routerUrl" "rma.coordinatorUrl" .Values.router.enabled) .) -}}
{{- end -}}

{{/* Addresses at which the programs of this release reach each other. */}}
{{- define "rma.routerUrl" -}}
{{- printf "http://%s.%s.svc:%d" (include "rma.name" (list . "router")) .Release.Namespace (int .Values.router.service.port) -}}
{{- end -}}

{{- define "rma.coordinatorUrl" -}}
{{- printf "http://%s.%s.svc:%d" (include "rma.name" (list . "coordinator")) .Release.Namespace (int (.Values.coordinator.service.http2Port | default .Values.coordinator.service.port)) -}}
{{- end -}}
