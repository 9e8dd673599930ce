{{- define "smarthub.labels" -}}
app.kubernetes.io/name: smarthub
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "smarthub.selector" -}}
app.kubernetes.io/name: smarthub
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
