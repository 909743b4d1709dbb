import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0005_own_words'),
        ('review', '0002_decision_step'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, max_length=8)),
                ('sound', models.BooleanField(default=False)),
                ('size', models.PositiveSmallIntegerField(default=1)),
                ('contrast', models.PositiveSmallIntegerField(default=0)),
                ('keys', models.JSONField(blank=True, default=dict)),
                ('guided', models.BooleanField(default=False)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Timing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('kept', 'kept'), ('chosen', 'chosen'), ('typed', 'typed'), ('illegible', 'illegible'), ('not a word', 'not a word'), ('skipped', 'skipped'), ('line', 'line'), ('group', 'group')], max_length=16)),
                ('seconds', models.FloatField()),
                ('words', models.PositiveIntegerField()),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='timing', to='review.decision')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timings', to='recognition.project')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'kind'], name='review_timi_project_ee95b2_idx')],
            },
        ),
    ]
